//! A new `BufReader` for each request: what the old one had read ahead is lost.
//!
//! role: server
//! caught by: half-close, pieces, pipelining, silent-client

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    while let Some(line) = given::next_line(&mut BufReader::new(&stream))? {
        let reply = given::text(given::answer_line(&line, given::answer));
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
