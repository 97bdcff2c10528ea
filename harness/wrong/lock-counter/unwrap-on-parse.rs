//! `unwrap` on a number that a client typed: its thread panics, and the connection is closed.
//!
//! role: server
//! caught by: integers, move-errors

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let words = given::words(request)?;
    let request = given::understand(&words, given::is_name, |word| Ok(word.parse().unwrap()))?;
    given::perform(request, &mut given::counters())
}
