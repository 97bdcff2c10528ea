//! Receives as much as there is, and sends back no more than 1024 bytes of it.
//!
//! role: server
//! caught by: any-bytes, half-close-at-once, large-echo
//! shrunk to: any-bytes 3

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 65536];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length.min(1024)])?;
    }
}
