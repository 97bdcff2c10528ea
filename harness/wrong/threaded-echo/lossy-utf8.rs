//! Takes what it received for text, and puts U+FFFD where it is not UTF-8.
//!
//! role: server
//! caught by: any-bytes, any-cutting, cut-utf8

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&buffer[..length]);
        stream.write_all(text.as_bytes())?;
    }
}
