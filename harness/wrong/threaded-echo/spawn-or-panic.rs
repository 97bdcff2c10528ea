//! `thread::spawn`, which panics where the system has no thread for a client: it is `main` that panics.
//!
//! role: server
//! caught by: schedules

use std::thread;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| {
        let thread = thread::spawn(move || operator::complain_of(given::echo(stream)));
        let mut clients = server.clients();
        clients.join_ended();
        clients.threads.push(thread);
        Ok(())
    });
    drop(listener);
    server.finish();
}
