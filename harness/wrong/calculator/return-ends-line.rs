//! Takes a `\r` for the end of a line, with or without a `\n`: it answers before the line has ended.
//!
//! role: server
//! caught by: pieces

use std::io::{self, BufReader, Read, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut line = Vec::new();
    let mut last = 0;
    for byte in BufReader::new(&stream).bytes() {
        let byte = byte?;
        let is_rest_of_ending = last == b'\r' && byte == b'\n';
        last = byte;
        match byte {
            _ if is_rest_of_ending => {}
            b'\r' | b'\n' => {
                let line = match line.split_off(0) {
                    line if line.len() > given::LIMIT => given::Line::TooLong,
                    line => given::Line::Whole(line),
                };
                let reply = given::text(given::answer_line(&line, given::answer));
                (&stream).write_all(reply.as_bytes())?;
            }
            _ if line.len() > given::LIMIT => {}
            _ => line.push(byte),
        }
    }
    Ok(())
}
