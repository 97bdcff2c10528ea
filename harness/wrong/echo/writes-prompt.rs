//! Greets each client with a text that nobody sent.
//!
//! role: server
//! caught by: one-line

use std::io::Write;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), |mut stream| {
        stream.write_all(b"Welcome!\n")?;
        given::echo(stream)
    })
}
