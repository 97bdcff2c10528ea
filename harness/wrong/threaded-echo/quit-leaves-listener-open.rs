//! Closes the listener in the end: while it waits for its clients, others connect to nobody.
//!
//! role: server
//! caught by: end-of-input, quit-refuses

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
    server.finish();
    drop(listener);
}
