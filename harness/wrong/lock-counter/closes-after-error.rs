//! Answers a bad request, then takes it for the end of the conversation.
//!
//! role: server
//! caught by: bad-requests

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
        let reply = given::reply(&line, given::answer);
        (&stream).write_all(reply.as_bytes())?;
        if reply.starts_with("error: ") {
            break;
        }
    }
    Ok(())
}
