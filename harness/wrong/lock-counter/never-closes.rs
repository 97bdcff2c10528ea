//! Keeps each client in a list, and so never closes a connection.
//!
//! role: server
//! caught by: half-close

use std::io;
use std::net::TcpStream;
use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static CLIENTS: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    given::lock(&CLIENTS).push(stream.try_clone()?);
    given::converse(stream, given::next_line, given::answer)
}
