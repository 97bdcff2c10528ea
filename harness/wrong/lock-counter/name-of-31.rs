//! Its limit is one less than it should be, as of a buffer that ends with a NUL.
//!
//! role: server
//! caught by: names, shared

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
    (1..32).contains(&word.len()) && word.bytes().all(given::is_in_names)
}
