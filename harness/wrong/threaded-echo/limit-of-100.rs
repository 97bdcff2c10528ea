//! Turns the client away who finds 100 others: nobody asked for a limit.
//!
//! role: server
//! caught by: many-clients

use std::net::Shutdown;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| {
        let (active, _) = server.clients().count();
        if active < 100 {
            server.start(move || given::echo(stream))
        } else {
            stream.shutdown(Shutdown::Both)
        }
    });
    drop(listener);
    server.finish();
}
