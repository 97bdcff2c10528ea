//! Counts all bytes under a lock, and holds it while it waits for a client to send.
//!
//! role: server
//! caught by: silent-client

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static BYTES: Mutex<usize> = Mutex::new(0);

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
        let length = stream.read(&mut buffer)?;
        *bytes += length;
        drop(bytes);
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length])?;
    }
}
