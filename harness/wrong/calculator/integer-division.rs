//! Divides integers as integers: 7 / 2 is 3.
//!
//! role: server
//! caught by: crlf, divide, negative-numbers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "divide" => given::exact(a.checked_div(b)),
        _ => given::calculate(operation, a, b),
    }
}
