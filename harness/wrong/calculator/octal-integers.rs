//! Reads what begins with 0 as octal, as C does: `010` is 8.
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
        return given::answer(request);
    };
    given::calculate(operation, integer(a)?, integer(b)?)
}

fn integer(word: &str) -> Result<i64, &'static str> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with('0') {
        return given::integer(word);
    }
    let octal = i64::from_str_radix(digits, 8).map_err(|_| "not an octal integer")?;
    Ok(if word.starts_with('-') { -octal } else { octal })
}
