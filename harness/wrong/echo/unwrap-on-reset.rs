//! `unwrap` on what a client can break: its reset is the end of the server.
//!
//! role: server
//! caught by: after-reset

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer).unwrap();
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length]).unwrap();
    }
}
