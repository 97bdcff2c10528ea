//! One loop for the errors of `accept` and those of a client: the first of either ends the server.
//!
//! role: server
//! caught by: after-reset

use std::io;
use std::net::TcpListener;

#[path = "../given.rs"]
mod given;

fn main() {
    let listener = given::listen();
    loop {
        if let Err(error) = serve_next(&listener) {
            given::fail(error);
        }
    }
}

fn serve_next(listener: &TcpListener) -> io::Result<()> {
    let (stream, peer) = listener.accept()?;
    given::complain(format!("client {peer}"));
    given::echo(stream)
}
