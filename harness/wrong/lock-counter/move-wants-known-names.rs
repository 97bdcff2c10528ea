//! Moves between counters that have counted: one that nobody has touched is unknown to it.
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
    if let given::Request::Move(from, to, _) = request
        && !(counters.contains_key(from) && counters.contains_key(to))
    {
        return Err("there is no such counter");
    }
    given::perform(request, &mut counters)
}
