//! Takes any operation that begins like one that it knows: `adds`, `subtraction`.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    let known = ["add", "subtract", "multiply", "divide"];
    let meant = known.iter().find(|known| operation.starts_with(**known));
    given::calculate(meant.unwrap_or(&operation), a, b)
}
