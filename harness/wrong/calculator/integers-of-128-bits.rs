//! Reads integers of 128 bits, and looks only at the result: one that is too large is taken where the
//! result is not.
//!
//! role: server
//! caught by: integers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let [operation @ ("add" | "subtract"), a, b] = given::words(request)?[..] else {
        return given::answer(request);
    };
    let integer = |word: &str| word.parse::<i128>().map_err(|_| "not an integer");
    let (a, b) = (integer(a)?, integer(b)?);
    let result = match operation {
        "add" => a.checked_add(b),
        _ => a.checked_sub(b),
    };
    given::exact(result.and_then(|result| i64::try_from(result).ok()))
}
