//! Rounds a quotient to two places, as in a shop.
//!
//! role: server
//! caught by: divide

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "divide" if b != 0 => Ok(format!("{:.2}", a as f64 / b as f64)),
        _ => given::calculate(operation, a, b),
    }
}
