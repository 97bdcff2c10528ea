//! No threads: one client is served after another, the rest wait in the listen backlog.
//!
//! role: server
//! caught by: silent-client

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static ACTIVE: AtomicUsize = AtomicUsize::new(0);
static FINISHED: AtomicUsize = AtomicUsize::new(0);

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let told = Arc::clone(&server);
    operator::console(|| operator::say_status(count()), move || told.quit());
    server.accept_each(&listener, |stream| {
        ACTIVE.fetch_add(1, Ordering::SeqCst);
        operator::complain_of(given::echo(stream));
        ACTIVE.fetch_sub(1, Ordering::SeqCst);
        FINISHED.fetch_add(1, Ordering::SeqCst);
        Ok(())
    });
    drop(listener);
    operator::say_served(count().1);
}

fn count() -> (usize, usize) {
    (
        ACTIVE.load(Ordering::SeqCst),
        FINISHED.load(Ordering::SeqCst),
    )
}
