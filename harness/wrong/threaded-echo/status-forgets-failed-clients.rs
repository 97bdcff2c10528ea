//! Counts down behind a `?`: a client that fails is active for ever.
//!
//! role: server
//! caught by: status-failed-clients

use std::io;
use std::net::TcpStream;
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
    operator::console(
        || {
            let active = ACTIVE.load(Ordering::SeqCst);
            operator::say_status((active, FINISHED.load(Ordering::SeqCst)));
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| server.start(move || echo(stream)));
    drop(listener);
    server.finish();
}

fn echo(stream: TcpStream) -> io::Result<()> {
    ACTIVE.fetch_add(1, Ordering::SeqCst);
    given::echo(stream)?;
    ACTIVE.fetch_sub(1, Ordering::SeqCst);
    FINISHED.fetch_add(1, Ordering::SeqCst);
    Ok(())
}
