//! A log of its clients by `println!`, where standard output is for the address.
//!
//! role: server
//! caught by: nothing-printed

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        println!("client {}", stream.peer_addr()?);
        given::converse(stream, given::next_line, given::answer)
    })
}
