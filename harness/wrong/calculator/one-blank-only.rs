//! Splits at each blank: between two in a row it sees an empty word.
//!
//! role: server
//! caught by: blanks, long-lines

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let text = str::from_utf8(request).map_err(|_| "not UTF-8")?;
    let words: Vec<&str> = text.split([' ', '\t']).collect();
    let [operation, a, b] = words[..] else {
        return Err("three words are wanted");
    };
    given::calculate(operation, given::integer(a)?, given::integer(b)?)
}
