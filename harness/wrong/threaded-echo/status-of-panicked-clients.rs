//! Counts a panic as no end: a thread whose `join` is an error is neither active nor finished.
//!
//! role: server
//! caught by: status-failed-clients

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
        server.start(move || {
            given::echo(stream).unwrap();
            Ok(())
        })
    });
    drop(listener);
    server.finish();
}

fn count(clients: &mut operator::Clients) -> (usize, usize) {
    for thread in clients
        .threads
        .extract_if(.., |thread| thread.is_finished())
    {
        if thread.join().is_ok() {
            clients.finished += 1;
        }
    }
    (clients.threads.len(), clients.finished)
}
