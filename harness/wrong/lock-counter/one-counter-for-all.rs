//! Counts everything in one counter, whatever its name.
//!
//! role: server
//! caught by: move, names, overflow, pipelining, shared

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = match given::parse(request)? {
        given::Request::Inc(_) => given::Request::Inc("the"),
        given::Request::Add(_, n) => given::Request::Add("the", n),
        given::Request::Get(_) => given::Request::Get("the"),
        given::Request::Move(_, _, n) => given::Request::Move("the", "the", n),
        given::Request::Sum => given::Request::Sum,
    };
    given::perform(request, &mut given::counters())
}
