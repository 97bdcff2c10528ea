//! Reads numbers as Rust's source has them: `1_000`.
//!
//! role: server
//! caught by: integers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let [operation, a, b] = given::words(request)?[..] else {
        return Err("three words are wanted");
    };
    let integer = |word: &str| given::integer(&word.replace('_', ""));
    given::calculate(operation, integer(a)?, integer(b)?)
}
