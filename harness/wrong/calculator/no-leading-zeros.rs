//! Takes a number only if it prints as it was typed: `007` does not.
//!
//! role: server
//! caught by: integers, negative-numbers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    let typed = given::words(request)?;
    if typed[1] != a.to_string() || typed[2] != b.to_string() {
        return Err("not a 64-bit integer");
    }
    given::calculate(operation, a, b)
}
