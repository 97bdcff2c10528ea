//! Joins the console, too, and the console waits for a line that the operator has no reason to type.
//!
//! role: server
//! caught by: quit-idle

use std::sync::Arc;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let told = Arc::clone(&server);
    let console = operator::spawn(move || obey(&told));
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    server.finish();
    let _ = console.join();
}

fn obey(server: &operator::Server) {
    while let Some(line) = operator::next_line() {
        match line.as_slice() {
            b"status" => operator::say_status(server.clients().count()),
            b"quit" => server.quit(),
            _ => {}
        }
    }
    server.quit();
}
