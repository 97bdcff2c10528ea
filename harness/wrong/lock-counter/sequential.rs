//! No threads: the second client waits in the backlog until the first one has left.
//!
//! role: server
//! caught by: shared

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
