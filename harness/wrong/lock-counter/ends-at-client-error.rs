//! Ends with a message when something fails, and a client's reset is something.
//!
//! role: server
//! caught by: after-reset

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        match given::converse(stream, given::next_line, given::answer) {
            Ok(()) => Ok(()),
            Err(error) => given::fail(error),
        }
    })
}
