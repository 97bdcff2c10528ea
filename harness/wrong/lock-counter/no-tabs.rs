//! Knows spaces, and takes a tab for a letter.
//!
//! role: server
//! caught by: bad-requests

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    if request.contains(&b'\t') {
        return Err("no such request");
    }
    given::answer(request)
}
