//! Makes a panic of a division by zero, which ends the thread and the connection.
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
        "divide" => {
            assert!(b != 0, "attempt to divide by zero");
            given::divide(a, b)
        }
        _ => given::calculate(operation, a, b),
    }
}
