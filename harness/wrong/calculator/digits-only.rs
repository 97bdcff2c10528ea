//! Takes a number for a row of digits: a minus is none.
//!
//! role: server
//! caught by: any-requests, integers, negative-numbers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let words = given::words(request)?;
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    if !words.iter().skip(1).all(is_number) {
        return Err("a number has digits only");
    }
    given::answer(request)
}
