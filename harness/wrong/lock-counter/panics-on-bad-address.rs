//! `unwrap` on what somebody typed: no usage, but a panic.
//!
//! role: server
//! caught by: usage

use std::net::{SocketAddrV4, TcpListener};

#[path = "../counter.rs"]
mod given;

fn main() {
    let address: SocketAddrV4 = given::typed().parse().unwrap();
    let listener = TcpListener::bind(address).unwrap_or_else(|error| given::fail(error));
    given::announce(&listener);
    given::serve_threads(&listener, |stream| {
        given::converse(stream, given::next_line, given::answer)
    })
}
