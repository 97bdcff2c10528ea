//! Asks how much room there is up to the largest number, and below 0 the answer does not fit.
//!
//! role: server
//! caught by: any-requests

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let mut counters = given::counters();
    if let given::Request::Add(name, n) = request
        && n > 0
    {
        let room = i64::MAX - given::value(&counters, name);
        if n > room {
            return Err(given::TOO_LARGE);
        }
    }
    given::perform(request, &mut counters)
}
