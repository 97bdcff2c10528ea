//! No threads: the second client waits in the backlog until the first one has left.
//!
//! role: server
//! caught by: after-reset, many-clients, silent-client

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
