//! Trims what it received, as one does with a line from the terminal.
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
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(buffer[..length].trim_ascii_end())?;
    }
}
