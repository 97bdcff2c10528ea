//! Takes what it received for a C string: what stands behind a NUL is lost.
//!
//! role: server
//! caught by: any-bytes
//! shrunk to: any-bytes 3

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let piece = &buffer[..length];
        let end = piece.iter().position(|byte| *byte == 0);
        stream.write_all(&piece[..end.unwrap_or(length)])?;
    }
}
