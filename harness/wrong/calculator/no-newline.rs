//! Its replies have no `\n`: where one ends, nobody can tell.
//!
//! role: server
//! caught by: operations

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
        let reply = given::text(given::answer_line(&line, given::answer));
        (&stream).write_all(reply.trim_end().as_bytes())?;
    }
    Ok(())
}
