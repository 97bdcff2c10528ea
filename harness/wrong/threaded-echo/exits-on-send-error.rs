//! Ends the process where a client can be sent nothing more: who reads is looked after, who is
//! written to is not.
//!
//! role: server
//! caught by: after-reset-mid-write

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
        if let Err(error) = stream.write_all(&buffer[..length]) {
            given::fail(error);
        }
    }
}
