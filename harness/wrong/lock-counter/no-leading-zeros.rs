//! Takes a number only if it prints as it was typed: `007` does not.
//!
//! role: server
//! caught by: integers

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let words = given::words(request)?;
    let request = given::understand(&words, given::is_name, integer)?;
    given::perform(request, &mut given::counters())
}

fn integer(word: &str) -> Result<i64, &'static str> {
    let number = given::integer(word)?;
    (number.to_string() == word)
        .then_some(number)
        .ok_or("not a 64-bit integer")
}
