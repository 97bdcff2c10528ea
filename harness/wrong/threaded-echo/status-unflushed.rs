//! Prints through a buffer that is flushed when it is full, or in the end.
//!
//! role: server
//! caught by: status-counts

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let (asked, told) = (Arc::clone(&server), Arc::clone(&server));
    let mut stdout = BufWriter::new(io::stdout());
    operator::console(
        move || {
            let (active, finished) = asked.clients().count();
            let _ = writeln!(stdout, "active {active} finished {finished}");
        },
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}
