//! One `read` for each connection: the first piece is answered, then it closes.
//!
//! role: server
//! caught by: half-close-at-once, half-message, interleaving, many-clients, many-messages, quit-finishes-clients, quit-refuses, reset-storm, status-counts

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    stream.write_all(&buffer[..length])
}
