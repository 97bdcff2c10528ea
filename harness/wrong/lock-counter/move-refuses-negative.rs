//! Takes a `move` of less than 0 for a mistake.
//!
//! role: server
//! caught by: move

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(_, _, n) if n < 0 => Err("less than nothing cannot be moved"),
        other => given::perform(other, &mut given::counters()),
    }
}
