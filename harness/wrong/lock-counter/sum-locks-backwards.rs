//! A lock for each counter: a `move` locks in the order of the names, a `sum` in the opposite one.
//!
//! role: server
//! caught by: half-move, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Sum => {
            let table = given::apart::know(&[]);
            let locked: Vec<_> = table.values().rev().map(given::lock).collect();
            given::total(locked.iter().map(|counter| **counter))
        }
        other => given::apart::perform(other),
    }
}
