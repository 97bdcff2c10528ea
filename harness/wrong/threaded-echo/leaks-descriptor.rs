//! Keeps a clone of each connection: it is shut down, but its descriptor is never closed.
//!
//! role: server
//! caught by: no-growth

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Mutex, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static CLIENTS: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    let kept = stream.try_clone()?;
    let result = given::echo(stream);
    // A client that has reset the connection is not there to be shut down.
    let _ = kept.shutdown(Shutdown::Both);
    CLIENTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(kept);
    result
}
