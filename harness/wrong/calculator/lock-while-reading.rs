//! Locks the calculator for a request, and waits for the request with the lock in its hand.
//!
//! role: server
//! caught by: after-reset, many-clients, silent-client

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
    loop {
        let locked = CALCULATOR.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(line) = given::next_line(&mut requests)? else {
            return Ok(());
        };
        let reply = given::text(given::answer_line(&line, given::answer));
        drop(locked);
        (&stream).write_all(reply.as_bytes())?;
    }
}
