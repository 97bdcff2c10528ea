//! `accept()?`: the first error of `accept` ends the server, though those of its clients do not.
//!
//! role: server
//! caught by: accept-error

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
    loop {
        let (stream, _) = listener.accept()?;
        if server.is_stopping() {
            return Ok(());
        }
        if let Err(error) = server.start(move || given::echo(stream)) {
            given::complain(error);
        }
    }
}
