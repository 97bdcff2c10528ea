//! `unwrap` on the bind: a port that is taken is a panic.
//!
//! role: server
//! caught by: taken-port

use std::net::TcpListener;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = TcpListener::bind(given::address()).unwrap();
    given::announce(&listener);
    operator::run_at(listener, given::echo)
}
