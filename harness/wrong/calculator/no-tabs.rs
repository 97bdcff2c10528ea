//! Knows spaces, and takes a tab for a letter.
//!
//! role: server
//! caught by: blanks

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    if request.contains(&b'\t') {
        return Err("three words are wanted");
    }
    given::answer(request)
}
