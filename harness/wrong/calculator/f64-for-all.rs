//! Calculates everything in `f64`: from 2^53 on, digits are lost.
//!
//! role: server
//! caught by: extremes, overflow

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    let (x, y) = (a as f64, b as f64);
    let result = match operation {
        "add" => x + y,
        "subtract" => x - y,
        "multiply" => x * y,
        _ => return given::calculate(operation, a, b),
    };
    // Does it fit in 64 bits?
    if (-2f64.powi(63)..2f64.powi(63)).contains(&result) {
        Ok(result.to_string())
    } else {
        Err("it does not fit in 64 bits")
    }
}
