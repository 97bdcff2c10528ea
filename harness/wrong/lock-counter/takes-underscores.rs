//! Reads numbers as Rust's source has them: `1_000`.
//!
//! role: server
//! caught by: integers

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let words = given::words(request)?;
    let request = given::understand(&words, given::is_name, |word| {
        given::integer(&word.replace('_', ""))
    })?;
    given::perform(request, &mut given::counters())
}
