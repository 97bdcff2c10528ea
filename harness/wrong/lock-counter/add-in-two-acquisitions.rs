//! Has one lock around an `inc`; for an `add` it takes it twice, to read and to write.
//!
//! role: server
//! caught by: add-lost-update, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Add(name, n) => {
            let before = given::value(&given::counters(), name);
            let after = given::plus(before, n)?;
            given::counters().insert(name.to_owned(), after);
            Ok(after.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
