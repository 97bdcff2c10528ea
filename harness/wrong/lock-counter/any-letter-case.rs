//! Takes `INC` for `inc`.
//!
//! role: server
//! caught by: bad-requests

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let mut words = given::words(request)?;
    let command = words.first().map(|word| word.to_lowercase());
    if let (Some(word), Some(command)) = (words.first_mut(), &command) {
        *word = command;
    }
    let request = given::understand(&words, given::is_name, given::integer)?;
    given::perform(request, &mut given::counters())
}
