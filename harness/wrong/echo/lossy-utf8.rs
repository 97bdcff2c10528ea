//! Takes what it received for text, and puts U+FFFD where it is not UTF-8.
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
        let text = String::from_utf8_lossy(&buffer[..length]);
        stream.write_all(text.as_bytes())?;
    }
}
