//! Holds the lock until the reply is written: a client that does not read stops all others.
//!
//! role: server
//! caught by: stalled-client

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    while let Some(line) = given::next_line(&mut requests)? {
        let mut counters = given::counters();
        let reply = given::reply(&line, |request| {
            given::perform(given::parse(request)?, &mut counters)
        });
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
