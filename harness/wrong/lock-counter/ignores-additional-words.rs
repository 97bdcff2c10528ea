//! Takes the words that it needs, and whatever else there is.
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
    let wanted = match words.first() {
        Some(&"inc" | &"get") => 2,
        Some(&"add") => 3,
        Some(&"move") => 4,
        _ => 1,
    };
    words.truncate(wanted);
    let request = given::understand(&words, given::is_name, given::integer)?;
    given::perform(request, &mut given::counters())
}
