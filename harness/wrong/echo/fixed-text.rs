//! Has one answer, whatever was said: the one from the example.
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
    while stream.read(&mut buffer)? > 0 {
        stream.write_all(b"hello\n")?;
    }
    Ok(())
}
