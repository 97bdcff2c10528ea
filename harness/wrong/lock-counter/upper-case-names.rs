//! Takes capital letters in names, too.
//!
//! role: server
//! caught by: move-errors, names

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let words = given::words(request)?;
    let request = given::understand(&words, is_name, given::integer)?;
    given::perform(request, &mut given::counters())
}

fn is_name(word: &str) -> bool {
    given::is_name(&word.to_ascii_lowercase())
}
