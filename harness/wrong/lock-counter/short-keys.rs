//! Keeps the first 16 characters of a name: what differs behind them is one counter.
//!
//! role: server
//! caught by: shared

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = match given::parse(request)? {
        given::Request::Inc(name) => given::Request::Inc(key(name)),
        given::Request::Add(name, n) => given::Request::Add(key(name), n),
        given::Request::Get(name) => given::Request::Get(key(name)),
        given::Request::Move(from, to, n) => given::Request::Move(key(from), key(to), n),
        given::Request::Sum => given::Request::Sum,
    };
    given::perform(request, &mut given::counters())
}

fn key(name: &str) -> &str {
    &name[..name.len().min(16)]
}
