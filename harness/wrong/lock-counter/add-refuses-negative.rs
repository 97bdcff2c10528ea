//! Takes an `add` of less than 0 for a mistake.
//!
//! role: server
//! caught by: add

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Add(_, n) if n < 0 => Err("counters go up"),
        other => given::perform(other, &mut given::counters()),
    }
}
