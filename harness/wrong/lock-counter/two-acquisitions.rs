//! Reads under the lock, lets it go, and takes it again to write.
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
            let before = given::value(&given::counters(), name);
            let after = given::plus(before, 1)?;
            given::counters().insert(name.to_owned(), after);
            Ok(after.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
