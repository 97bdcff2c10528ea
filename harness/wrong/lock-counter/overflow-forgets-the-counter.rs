//! Takes the value out of the map, and the `?` at an overflow leaves before it is put back.
//!
//! role: server
//! caught by: overflow

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => add(name, 1),
        given::Request::Add(name, n) => add(name, n),
        other => given::perform(other, &mut given::counters()),
    }
}

fn add(name: &str, n: i64) -> given::Outcome {
    let mut counters = given::counters();
    let before = counters.remove(name).unwrap_or(0);
    let after = given::plus(before, n)?;
    counters.insert(name.to_owned(), after);
    Ok(after.to_string())
}
