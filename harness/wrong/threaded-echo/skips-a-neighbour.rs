//! Removes from the list while it goes through it by number: behind each thread that has ended, one is
//! passed over.
//!
//! role: server
//! caught by: status-counts

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
        move || operator::say_status(count(&mut asked.clients())),
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}

fn count(clients: &mut operator::Clients) -> (usize, usize) {
    let mut number = 0;
    while number < clients.threads.len() {
        if clients.threads[number].is_finished() {
            let _ = clients.threads.remove(number).join();
            clients.finished += 1;
        }
        number += 1;
    }
    (clients.threads.len(), clients.finished)
}
