//! Answers a hundred requests of a client, and hangs up.
//!
//! role: server
//! caught by: pipelining

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(&stream);
    for _ in 0..100 {
        let Some(line) = given::next_line(&mut requests)? else {
            break;
        };
        let reply = given::text(given::answer_line(&line, given::answer));
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
