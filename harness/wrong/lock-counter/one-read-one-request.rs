//! Takes what one `read` brings for one request.
//!
//! role: server
//! caught by: half-close, long-lines, pieces, pipelining, silent-client, unique-numbers

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 2048];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let request = given::without_ending(&buffer[..length]);
        let outcome = if request.len() > given::LIMIT {
            Err("the line is too long")
        } else {
            given::answer(request)
        };
        stream.write_all(given::text(outcome).as_bytes())?;
    }
}
