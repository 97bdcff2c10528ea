//! Collects the requests that have arrived together, and takes the last one first.
//!
//! role: server
//! caught by: pieces, pipelining

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    let mut waiting = Vec::new();
    while let Some(line) = given::next_line(&mut requests)? {
        waiting.push(line);
        if requests.buffer().contains(&b'\n') {
            continue;
        }
        while let Some(line) = waiting.pop() {
            let reply = given::reply(&line, given::answer);
            (&stream).write_all(reply.as_bytes())?;
        }
    }
    Ok(())
}
