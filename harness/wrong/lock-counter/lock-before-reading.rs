//! Takes the lock, then waits for a request: all others wait with it.
//!
//! role: server
//! caught by: shared

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    loop {
        let mut counters = given::counters();
        let Some(line) = given::next_line(&mut requests)? else {
            return Ok(());
        };
        let reply = given::reply(&line, |request| {
            given::perform(given::parse(request)?, &mut counters)
        });
        drop(counters);
        (&stream).write_all(reply.as_bytes())?;
    }
}
