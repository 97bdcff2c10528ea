//! Counts the clients that come, and forgets to count down when they leave.
//!
//! role: server
//! caught by: status-counts

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static ACTIVE: AtomicUsize = AtomicUsize::new(0);

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let (asked, told) = (Arc::clone(&server), Arc::clone(&server));
    operator::console(
        move || {
            let (_, finished) = asked.clients().count();
            operator::say_status((ACTIVE.load(Ordering::SeqCst), finished));
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        ACTIVE.fetch_add(1, Ordering::SeqCst);
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}
