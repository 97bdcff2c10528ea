//! A lock for each counter, and a `move` locks FROM, then TO: two in opposite directions wait for
//! each other.
//!
//! role: server
//! caught by: opposite-moves, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) if from != to => {
            let table = given::apart::know(&[from, to]);
            let mut from = given::lock(&table[from]);
            let mut to = given::lock(&table[to]);
            given::shift(&mut from, &mut to, n)
        }
        other => given::apart::perform(other),
    }
}
