//! Ends the process where a client can be sent nothing more: who reads is looked after, who is
//! written to is not.
//!
//! role: server
//! caught by: after-reset

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
    while let Some(line) = given::next_line(&mut requests)? {
        let reply = given::text(given::answer_line(&line, given::answer));
        if let Err(error) = (&stream).write_all(reply.as_bytes()) {
            given::fail(error);
        }
    }
    Ok(())
}
