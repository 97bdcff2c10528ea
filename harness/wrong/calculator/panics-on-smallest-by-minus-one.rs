//! Divides whole numbers as integers, and `i64::MIN / -1` is a panic.
//!
//! role: server
//! caught by: extremes

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "divide" if b != 0 && a % b == 0 => Ok((a / b).to_string()),
        _ => given::calculate(operation, a, b),
    }
}
