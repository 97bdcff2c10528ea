//! Keeps a clone of each connection: it is shut down, but its descriptor is never closed.
//!
//! role: server
//! caught by: no-growth

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static CLIENTS: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let kept = stream.try_clone()?;
    let result = given::converse(stream, given::next_line, given::answer);
    // A client that has reset the connection is not there to be shut down.
    let _ = kept.shutdown(Shutdown::Both);
    given::lock(&CLIENTS).push(kept);
    result
}
