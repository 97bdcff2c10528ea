//! `peer_addr()?` in the loop that accepts: a client that has gone by then ends the server.
//!
//! role: server
//! caught by: after-reset

use std::io;
use std::net::TcpListener;

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = accept_each(&given::listen()) {
        given::fail(error)
    }
}

fn accept_each(listener: &TcpListener) -> io::Result<()> {
    for stream in listener.incoming().flatten() {
        let peer = stream.peer_addr()?;
        if let Err(error) = given::echo(stream) {
            given::complain(format!("client {peer}: {error}"));
        }
    }
    Ok(())
}
