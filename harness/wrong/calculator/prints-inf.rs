//! Leaves a division by zero to `f64`, which calls it `inf`.
//!
//! role: server
//! caught by: any-requests, division-by-zero

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "divide" => Ok((a as f64 / b as f64).to_string()),
        _ => given::calculate(operation, a, b),
    }
}
