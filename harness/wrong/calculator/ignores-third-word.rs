//! Takes the first two numbers, and whatever else there is.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let [operation, a, b, ..] = given::words(request)?[..] else {
        return Err("three words are wanted");
    };
    given::calculate(operation, given::integer(a)?, given::integer(b)?)
}
