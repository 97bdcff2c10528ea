//! Says where it listens when it is bound, and once more when it begins to accept.
//!
//! role: server
//! caught by: nothing-printed

#[path = "../calculator.rs"]
mod given;

fn main() {
    let listener = given::listen();
    given::announce(&listener);
    given::serve_threads(&listener, |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
