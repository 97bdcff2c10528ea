//! Takes the lock when the first byte of a request has come, and waits for the others with the lock
//! in its hand.
//!
//! role: server
//! caught by: silent-client

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    while !requests.fill_buf()?.is_empty() {
        let mut counters = given::counters();
        let Some(line) = given::next_line(&mut requests)? else {
            break;
        };
        let reply = given::reply(&line, |request| {
            given::perform(given::parse(request)?, &mut counters)
        });
        drop(counters);
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
