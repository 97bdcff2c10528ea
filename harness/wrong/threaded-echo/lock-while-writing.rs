//! Counts all bytes under a lock, and holds it while a client takes its answer.
//!
//! role: server
//! caught by: stalled-client

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
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(&buffer[..length])?;
        *bytes += length;
    }
}
