//! Keeps each client in a list, and so never closes a connection.
//!
//! role: server
//! caught by: half-close

use std::io;
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

#[path = "../calculator.rs"]
mod given;

static CLIENTS: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    clients.push(stream.try_clone()?);
    drop(clients);
    given::converse(stream, given::next_line, given::answer)
}
