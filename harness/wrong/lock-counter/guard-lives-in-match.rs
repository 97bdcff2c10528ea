//! Locks in the head of a `match`, where the guard lives until its end, and again in an arm.
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
        given::Request::Inc(name) => match given::counters().get(name).copied() {
            Some(before) => store(name, given::plus(before, 1)?),
            None => store(name, 1),
        },
        other => given::perform(other, &mut given::counters()),
    }
}

fn store(name: &str, value: i64) -> given::Outcome {
    given::counters().insert(name.to_owned(), value);
    Ok(value.to_string())
}
