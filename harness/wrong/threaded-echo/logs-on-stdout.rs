//! A log of its clients by `println!`, where standard output is for the address and the answers to
//! the operator.
//!
//! role: server
//! caught by: nothing-printed, quit-finishes-clients, status-counts

use std::io;
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    println!("client {}", stream.peer_addr()?);
    given::echo(stream)
}
