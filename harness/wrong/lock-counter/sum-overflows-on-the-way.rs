//! Gives up a `sum` at the first partial sum that does not fit, though the whole one does.
//!
//! role: server
//! caught by: sum-overflow

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    given::perform_with(given::parse(request)?, &mut given::counters(), given::plus)
}
