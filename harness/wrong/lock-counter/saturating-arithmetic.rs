//! Stays at the largest number there is where a result does not fit.
//!
//! role: server
//! caught by: move-errors, overflow, sum-overflow

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    given::perform_with(request, &mut given::counters(), |a, b| {
        Ok(a.saturating_add(b))
    })
}
