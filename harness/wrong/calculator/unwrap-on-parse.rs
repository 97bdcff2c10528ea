//! `unwrap` on a number that a client typed: its thread panics, and the connection is closed.
//!
//! role: server
//! caught by: errors-go-on

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let [operation, a, b] = given::words(request)?[..] else {
        return Err("three words are wanted");
    };
    given::calculate(operation, a.parse().unwrap(), b.parse().unwrap())
}
