//! Answers in lines: a `\n` behind each piece, where the piece has none.
//!
//! role: server
//! caught by: half-close-at-once, many-messages, nothing-added

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
        let line = piece.strip_suffix(b"\n").unwrap_or(piece);
        stream.write_all(&[line, b"\n"].concat())?;
    }
}
