//! Locks the counters for a `sum`, and again to read each of them.
//!
//! role: server
//! caught by: poisoned-lock, sum

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Sum => {
            let counters = given::counters();
            given::total(counters.keys().map(|name| value(name)))
        }
        other => given::perform(other, &mut given::counters()),
    }
}

fn value(name: &str) -> i64 {
    given::value(&given::counters(), name)
}
