//! Takes `\r` for the half of a line ending, which the terminal will not miss.
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
        let text: Vec<u8> = buffer[..length].iter().copied().filter(|byte| *byte != b'\r').collect();
        stream.write_all(&text)?;
    }
}
