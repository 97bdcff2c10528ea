//! Answers with the largest number there is where a result does not fit.
//!
//! role: server
//! caught by: overflow

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "add" => Ok(a.saturating_add(b).to_string()),
        "subtract" => Ok(a.saturating_sub(b).to_string()),
        "multiply" => Ok(a.saturating_mul(b).to_string()),
        _ => given::calculate(operation, a, b),
    }
}
