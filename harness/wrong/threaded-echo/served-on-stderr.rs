//! Prints its last line on stderr, like a log.
//!
//! role: server
//! caught by: quit-idle

use std::mem;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    let clients = mem::take(&mut *server.clients());
    given::complain(format!("served {} clients", clients.join_all()));
}
