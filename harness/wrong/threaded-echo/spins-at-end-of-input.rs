//! `read_line` returns 0 at the end of input, and nobody looks: the console asks again and again.
//!
//! role: server
//! caught by: end-of-input

use std::io;
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
    loop {
        let mut line = String::new();
        if let Err(error) = io::stdin().read_line(&mut line) {
            given::complain(error);
        }
        match line.trim_end() {
            "status" => operator::say_status(server.clients().count()),
            "quit" => break,
            _ => {}
        }
    }
    server.quit();
}
