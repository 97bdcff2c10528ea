//! `accept()?`: the first error of `accept` ends the server, though those of its clients do not.
//!
//! role: server
//! caught by: accept-error

use std::io;
use std::net::TcpListener;

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = serve(&given::listen()) {
        given::fail(error)
    }
}

fn serve(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (stream, peer) = listener.accept()?;
        if let Err(error) = given::echo(stream) {
            given::complain(format!("client {peer}: {error}"));
        }
    }
}
