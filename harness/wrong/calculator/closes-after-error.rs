//! Answers a bad request, then takes it for the end of the conversation.
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
        let failed = outcome.is_err();
        (&stream).write_all(given::text(outcome).as_bytes())?;
        if failed {
            break;
        }
    }
    Ok(())
}
