//! An `add` looks under one lock whether there is room, and adds under the next.
//!
//! role: server
//! caught by: schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Add(name, n) => {
            given::plus(given::value(&given::counters(), name), n)?;
            let mut counters = given::counters();
            let counter = given::counter(&mut counters, name);
            *counter = counter.wrapping_add(n);
            Ok(counter.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
