//! A lock for each counter, and a `sum` that holds one at a time: a `move` goes on between two.
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
            given::total(table.values().map(|counter| *given::lock(counter)))
        }
        other => given::apart::perform(other),
    }
}
