//! Divides in `f32`, which has seven digits.
//!
//! role: server
//! caught by: divide, extremes

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "divide" if b != 0 => Ok((a as f32 / b as f32).to_string()),
        _ => given::calculate(operation, a, b),
    }
}
