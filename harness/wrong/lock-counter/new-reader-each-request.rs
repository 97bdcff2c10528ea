//! A new `BufReader` for each request: what the old one had read ahead is lost.
//!
//! role: server
//! caught by: half-close, pieces, pipelining, silent-client, unique-numbers

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    while let Some(line) = given::next_line(&mut BufReader::new(&stream))? {
        let reply = given::reply(&line, given::answer);
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
