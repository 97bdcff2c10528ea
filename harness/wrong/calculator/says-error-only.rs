//! Says `Error`, as in the lecture, where the contract has `error: REASON`.
//!
//! role: server
//! caught by: division-by-zero, errors-go-on, overflow, pipelining

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    while let Some(line) = given::next_line(&mut requests)? {
        let outcome = given::answer_line(&line, given::answer);
        let reply = outcome.unwrap_or_else(|_| "Error".to_owned()) + "\n";
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
