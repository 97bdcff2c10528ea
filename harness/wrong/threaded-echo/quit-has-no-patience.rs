//! `quit` gives the clients 300 ms to finish; some of them wait for a person to type.
//!
//! role: server
//! caught by: quit-finishes-clients, quit-refuses

use std::process;
use std::thread;
use std::time::Duration;

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
    operator::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        given::complain("some clients did not finish in time");
        process::exit(0);
    });
    server.finish();
}
