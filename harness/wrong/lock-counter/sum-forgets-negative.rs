//! Adds up the counters that have something, and forgets those below 0.
//!
//! role: server
//! caught by: sum

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Sum => {
            let counters = given::counters();
            given::total(counters.values().copied().filter(|value| *value > 0))
        }
        other => given::perform(other, &mut given::counters()),
    }
}
