//! Leaves overflow to the language, which panics in a debug build; the lock is freed of its poison.
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
    given::perform_with(request, &mut given::counters(), plus)
}

/// In a debug build, `+` is a panic where the result does not fit.
fn plus(a: i64, b: i64) -> Result<i64, &'static str> {
    Ok(a + b)
}
