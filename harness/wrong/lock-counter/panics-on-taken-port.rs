//! `unwrap` on the bind: a port that is taken is a panic.
//!
//! role: server
//! caught by: taken-port

use std::net::TcpListener;

#[path = "../counter.rs"]
mod given;

fn main() {
    let listener = TcpListener::bind(given::address()).unwrap();
    given::announce(&listener);
    given::serve_threads(&listener, |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
