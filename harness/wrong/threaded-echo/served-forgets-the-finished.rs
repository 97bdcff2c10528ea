//! Counts the threads that it joins at `quit`, not those that it has joined before.
//!
//! role: server
//! caught by: quit-counts

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
    let mut clients = mem::take(&mut *server.clients());
    clients.finished = 0;
    operator::say_served(clients.join_all());
}
