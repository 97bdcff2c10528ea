//! Reads both values, then writes both: where they are of one counter, it gains N.
//!
//! role: server
//! caught by: move-to-itself

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) => {
            let mut counters = given::counters();
            let mut left = given::value(&counters, from);
            let mut arrived = given::value(&counters, to);
            let outcome = given::shift(&mut left, &mut arrived, n)?;
            counters.insert(from.to_owned(), left);
            counters.insert(to.to_owned(), arrived);
            Ok(outcome)
        }
        other => given::perform(other, &mut given::counters()),
    }
}
