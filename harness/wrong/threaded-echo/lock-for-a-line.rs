//! Keeps the lines of different clients apart by a lock that is held from the first byte of a line to
//! its `\n`.
//!
//! role: server
//! caught by: half-message, interleaving, stalled-client

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static LINE: Mutex<()> = Mutex::new(());

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let mut line: Option<MutexGuard<'_, ()>> = None;
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        line.get_or_insert_with(|| LINE.lock().unwrap_or_else(PoisonError::into_inner));
        stream.write_all(&buffer[..length])?;
        if buffer[..length].ends_with(b"\n") {
            line = None;
        }
    }
}
