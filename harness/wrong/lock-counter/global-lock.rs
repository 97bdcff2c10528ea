//! Locks the counters for a whole conversation.
//!
//! role: server
//! caught by: shared

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let mut counters = given::counters();
        given::converse_with(stream, |request| {
            given::perform(given::parse(request)?, &mut counters)
        })
    })
}
