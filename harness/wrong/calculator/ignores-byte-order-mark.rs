//! Takes a byte order mark for nothing, and answers what stands behind it.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    given::answer(
        request
            .strip_prefix("\u{feff}".as_bytes())
            .unwrap_or(request),
    )
}
