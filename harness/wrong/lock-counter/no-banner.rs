//! Listens, and tells nobody.
//!
//! role: server
//! caught by: banner

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::bind(), |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
