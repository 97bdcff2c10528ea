//! Listens where it likes, whatever address it is given.
//!
//! role: server
//! caught by: banner, one-line, taken-port

use std::net::TcpListener;

#[path = "../given.rs"]
mod given;

fn main() {
    given::address();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| given::fail(error));
    given::announce(&listener);
    given::serve_each(&listener, given::echo)
}
