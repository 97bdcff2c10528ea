//! Asks `is_alphanumeric`, which knows the letters and the digits of all scripts.
//!
//! role: server
//! caught by: names

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
    let good = |letter: char| letter.is_alphanumeric() && !letter.is_uppercase();
    (1..=32).contains(&word.chars().count())
        && word
            .chars()
            .all(|letter| good(letter) || "_-".contains(letter))
}
