//! Takes what has more than 20 characters for too large an integer, and zeros are characters.
//!
//! role: server
//! caught by: integers

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    if given::words(request)?.iter().any(|word| word.len() > 20) {
        return Err("too long for a 64-bit integer");
    }
    given::answer(request)
}
