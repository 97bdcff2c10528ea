//! Counts the threads that have ended when the next client comes, and `status` shows that count.
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
        move || {
            let clients = asked.clients();
            operator::say_status((clients.threads.len(), clients.finished));
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}
