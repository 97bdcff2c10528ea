//! Answers the operator on stderr, like a log.
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
            let (active, finished) = asked.clients().count();
            given::complain(format!("active {active} finished {finished}"));
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}
