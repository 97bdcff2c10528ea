//! `quit` sets a flag, and the loop that should see it waits in `accept` for a client that never comes.
//!
//! role: server
//! caught by: quit-idle

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static STOPPING: AtomicBool = AtomicBool::new(false);

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let asked = Arc::clone(&server);
    operator::console(
        move || operator::say_status(asked.clients().count()),
        || STOPPING.store(true, Ordering::SeqCst),
    );
    while !STOPPING.load(Ordering::SeqCst) {
        let started = listener
            .accept()
            .and_then(|(stream, _)| server.start(move || given::echo(stream)));
        operator::complain_of(started);
    }
    drop(listener);
    server.finish();
}
