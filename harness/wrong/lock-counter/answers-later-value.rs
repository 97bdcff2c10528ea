//! Counts under the lock, lets it go, and looks again what to answer: others have counted by then.
//!
//! role: server
//! caught by: lost-update, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => {
            given::change(given::counter(&mut given::counters(), name), 1)?;
            Ok(given::value(&given::counters(), name).to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
