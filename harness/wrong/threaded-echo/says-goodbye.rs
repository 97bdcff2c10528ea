//! Says goodbye to a client that has finished sending.
//!
//! role: server
//! caught by: half-close, no-growth, quit-finishes-clients, status-counts

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
            return stream.write_all(b"goodbye\n");
        }
        stream.write_all(&buffer[..length])?;
    }
}
