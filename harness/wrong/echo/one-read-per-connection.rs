//! One `read` for each connection: the first piece is answered, then it closes.
//!
//! role: server
//! caught by: half-close-at-once, many-messages

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    stream.write_all(&buffer[..length])
}
