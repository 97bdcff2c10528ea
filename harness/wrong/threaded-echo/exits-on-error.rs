//! Ends the process where it should end a thread: a client's error is taken for the server's.
//!
//! role: server
//! caught by: after-reset

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
    match given::echo(stream) {
        Ok(()) => Ok(()),
        Err(error) => given::fail(error),
    }
}
