//! Takes `quit` for an error: exit status 1.
//!
//! role: server
//! caught by: quit-idle

use std::process;

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
    server.finish();
    process::exit(1)
}
