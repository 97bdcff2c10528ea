//! Its `BufWriter` is flushed when the client has left.
//!
//! role: server
//! caught by: operations

use std::io::{self, BufReader, BufWriter, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    let mut replies = BufWriter::new(&stream);
    while let Some(line) = given::next_line(&mut requests)? {
        let reply = given::text(given::answer_line(&line, given::answer));
        replies.write_all(reply.as_bytes())?;
    }
    replies.flush()
}
