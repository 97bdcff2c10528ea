//! `status` joins the threads that are still running, too: it answers when all clients have left.
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
            let mut clients = asked.clients();
            let threads: Vec<_> = clients.threads.drain(..).collect();
            for thread in threads {
                let _ = thread.join();
                clients.finished += 1;
            }
            operator::say_status(clients.count());
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}
