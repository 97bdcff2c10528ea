//! Sends the whole buffer, not the part of it that was read: zeros follow each message.
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
    loop {
        let mut buffer = [0; 1024];
        if stream.read(&mut buffer)? == 0 {
            return Ok(());
        }
        stream.write_all(&buffer)?;
    }
}
