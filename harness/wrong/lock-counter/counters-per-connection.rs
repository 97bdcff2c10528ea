//! Each connection has counters of its own.
//!
//! role: server
//! caught by: last-line, shared

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let mut counters = given::Counters::new();
        given::converse_with(stream, |request| {
            given::perform(given::parse(request)?, &mut counters)
        })
    })
}
