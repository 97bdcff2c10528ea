//! Reads a number as `f64`: `1e3` is one, and so is a number of 30 digits.
//!
//! role: server
//! caught by: any-requests, extremes, integers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let [operation, a, b] = given::words(request)?[..] else {
        return Err("three words are wanted");
    };
    given::calculate(operation, integer(a)?, integer(b)?)
}

fn integer(word: &str) -> Result<i64, &'static str> {
    let number: f64 = word.parse().map_err(|_| "not a number")?;
    Ok(number as i64)
}
