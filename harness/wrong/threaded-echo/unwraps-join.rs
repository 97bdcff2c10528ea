//! `unwrap` on the `join` in `status`: a thread that panicked takes the console with it.
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
        clients.finished += 1;
        thread.join().unwrap();
    }
    (clients.threads.len(), clients.finished)
}
