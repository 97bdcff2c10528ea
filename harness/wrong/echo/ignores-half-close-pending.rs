//! Collects for a moment, to answer in one go: what it has collected when the client finishes sending
//! is never sent back.
//!
//! role: server
//! caught by: half-close-at-once

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    let mut pending = [0; 1024];
    let mut length = 0;
    loop {
        match stream.read(&mut pending[length..]) {
            Ok(0) => return Ok(()),
            Ok(more) => length += more,
            // Nothing more for now: it is time to answer.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                stream.write_all(&pending[..length])?;
                length = 0;
            }
            Err(error) => return Err(error),
        }
        if length == pending.len() {
            stream.write_all(&pending)?;
            length = 0;
        }
    }
}
