//! Whatever is not `status` is `quit`.
//!
//! role: server
//! caught by: status-unknown-lines

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
        if line != b"status" {
            break;
        }
        operator::say_status(server.clients().count());
    }
    server.quit();
}
