//! Knows no character but those of ASCII, and sends a question mark for every other byte.
//!
//! role: server
//! caught by: any-bytes, any-cutting, cut-utf8
//! shrunk to: any-bytes 3, any-cutting 3

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
        for byte in &mut buffer[..length] {
            if !byte.is_ascii() {
                *byte = b'?';
            }
        }
        stream.write_all(&buffer[..length])?;
    }
}
