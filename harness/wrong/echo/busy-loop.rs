//! A non-blocking `accept` in a hot loop, which never comes to look at its clients.
//!
//! role: server
//! caught by: one-line

use std::io::{self, ErrorKind};

#[path = "../given.rs"]
mod given;

fn main() -> io::Result<()> {
    let listener = given::listen();
    listener.set_nonblocking(true)?;
    let mut clients = Vec::new();
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                clients.push(stream);
                continue;
            }
            // Nobody new. (The loop should go on to the clients that it has.)
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => given::complain(format!("accept: {error}")),
        }
        for stream in clients.drain(..) {
            if let Err(error) = given::echo(stream) {
                given::complain(error);
            }
        }
    }
}
