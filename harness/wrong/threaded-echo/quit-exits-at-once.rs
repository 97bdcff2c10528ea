//! `quit` ends the process: whoever is in mid-conversation is cut off.
//!
//! role: server
//! caught by: quit-finishes-clients, quit-refuses

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
            let (active, finished) = told.clients().count();
            operator::say_served(active + finished);
            process::exit(0);
        },
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    server.finish();
}
