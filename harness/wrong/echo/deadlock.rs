//! Locks its counter, and then calls a function that locks it again.
//!
//! role: server
//! caught by: one-line

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

#[path = "../given.rs"]
mod given;

static BYTES: Mutex<usize> = Mutex::new(0);

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
        *bytes += length;
        log_bytes();
        stream.write_all(&buffer[..length])?;
    }
}

fn log_bytes() {
    let bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
    given::complain(format!("{bytes} bytes so far"));
}
