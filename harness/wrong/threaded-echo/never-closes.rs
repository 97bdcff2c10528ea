//! Keeps each client in a list, and so never closes a connection.
//!
//! role: server
//! caught by: half-close, no-growth, quit-finishes-clients, status-counts

use std::io;
use std::net::TcpStream;
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
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    clients.push(stream.try_clone()?);
    drop(clients);
    given::echo(stream)
}
