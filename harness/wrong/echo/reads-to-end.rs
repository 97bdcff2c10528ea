//! `read_to_end`: it answers only once the client has finished sending.
//!
//! role: server
//! caught by: one-line

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut everything = Vec::new();
    stream.read_to_end(&mut everything)?;
    stream.write_all(&everything)
}
