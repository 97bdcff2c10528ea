//! Takes off `\n` only: `status\r\n` is a line that it does not know.
//!
//! role: server
//! caught by: quit-counts, status-unknown-lines

use std::io::{self, BufRead};
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
    for line in io::stdin().lock().split(b'\n') {
        match line.as_deref() {
            Ok(b"status") => operator::say_status(server.clients().count()),
            Ok(b"quit") | Err(_) => break,
            Ok(_) => {}
        }
    }
    server.quit();
}
