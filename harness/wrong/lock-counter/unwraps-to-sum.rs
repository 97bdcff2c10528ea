//! `lock().unwrap()` in `sum`, and nowhere else: one panic with the lock held, and nobody learns a sum.
//!
//! role: server
//! caught by: schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Sum => {
            let counters = given::COUNTERS.lock().unwrap();
            given::total(counters.values().copied())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
