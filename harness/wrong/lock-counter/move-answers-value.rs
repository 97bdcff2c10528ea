//! Answers a `move` as it does an `add`: with a value.
//!
//! role: server
//! caught by: move

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let mut counters = given::counters();
    let outcome = given::perform(request, &mut counters)?;
    match request {
        given::Request::Move(_, to, _) => Ok(given::value(&counters, to).to_string()),
        _ => Ok(outcome),
    }
}
