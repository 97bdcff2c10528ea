//! One list of unsent bytes for all clients: what could not be sent to the last one is sent to the next.
//!
//! role: server
//! caught by: after-reset-mid-write

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    let mut pending = Vec::new();
    given::serve_each(&given::listen(), |stream| echo(stream, &mut pending))
}

fn echo(mut stream: TcpStream, pending: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        pending.extend_from_slice(&buffer[..length]);
        stream.write_all(pending)?;
        pending.clear();
    }
}
