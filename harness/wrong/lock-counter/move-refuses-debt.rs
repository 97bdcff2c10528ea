//! Thinks of accounts in a bank: none may go below 0.
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
    if let given::Request::Move(from, _, n) = request
        && given::value(&counters, from) < n
    {
        return Err("there is not enough to move");
    }
    given::perform(request, &mut counters)
}
