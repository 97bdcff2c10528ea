//! Has no loop around its requests: the first one is answered, then it closes.
//!
//! role: server
//! caught by: operations

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), answer_once)
}

fn answer_once(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    if let Some(line) = given::next_line(&mut requests)? {
        let reply = given::text(given::answer_line(&line, given::answer));
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
