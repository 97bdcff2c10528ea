//! Takes `ADD` for `add`.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    given::calculate(&operation.to_lowercase(), a, b)
}
