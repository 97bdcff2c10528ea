//! Knows `quit`, and takes the end of input for no more than the end of the console.
//!
//! role: server
//! caught by: end-of-input

use std::sync::Arc;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let told = Arc::clone(&server);
    operator::spawn(move || obey(&told));
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
}

fn obey(server: &operator::Server) {
    while let Some(line) = operator::next_line() {
        match line.as_slice() {
            b"status" => operator::say_status(server.clients().count()),
            b"quit" => return server.quit(),
            _ => {}
        }
    }
}
