//! Greets each client with its number.
//!
//! role: server
//! caught by: one-line

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static CLIENTS: AtomicUsize = AtomicUsize::new(0);

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let number = CLIENTS.fetch_add(1, Ordering::SeqCst) + 1;
    writeln!(stream, "you are client {number}")?;
    given::echo(stream)
}
