//! `peer_addr()?` in the loop that accepts: a client that has gone by then ends the server.
//!
//! role: server
//! caught by: after-reset

use std::io;
use std::net::TcpListener;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    if let Err(error) = accept_each(&listener, &server) {
        given::fail(error);
    }
    drop(listener);
    server.finish();
}

fn accept_each(listener: &TcpListener, server: &operator::Server) -> io::Result<()> {
    for stream in listener.incoming().flatten() {
        let peer = stream.peer_addr()?;
        if server.is_stopping() {
            break;
        }
        server.start(move || {
            given::complain(format!("client {peer} is here"));
            given::echo(stream)
        })?;
    }
    Ok(())
}
