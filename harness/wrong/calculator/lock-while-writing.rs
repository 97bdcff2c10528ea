//! Locks the calculator until the reply is written: a client that does not read stops all others.
//!
//! role: server
//! caught by: stalled-client

use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

#[path = "../calculator.rs"]
mod given;

static CALCULATOR: Mutex<()> = Mutex::new(());

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut requests = BufReader::new(&stream);
    while let Some(line) = given::next_line(&mut requests)? {
        let _locked = CALCULATOR.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = given::text(given::answer_line(&line, given::answer));
        (&stream).write_all(reply.as_bytes())?;
    }
    Ok(())
}
