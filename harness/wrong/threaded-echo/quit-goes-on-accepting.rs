//! `quit` waits for the clients, and the accept loop goes on meanwhile: there are always more.
//!
//! role: server
//! caught by: end-of-input, quit-refuses

use std::process;
use std::sync::Arc;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let (asked, told) = (Arc::clone(&server), Arc::clone(&server));
    operator::console(
        move || operator::say_status(asked.clients().count()),
        move || {
            told.finish();
            process::exit(0);
        },
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
}
