//! Answers an `inc` with the value before it.
//!
//! role: server
//! caught by: inc

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => {
            let mut counters = given::counters();
            let counter = given::counter(&mut counters, name);
            let before = *counter;
            given::change(counter, 1)?;
            Ok(before.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
