//! Reads up to a NUL, as C does, and never sees what stands behind it.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let text = request.split(|byte| *byte == 0).next();
    given::answer(text.unwrap_or_default())
}
