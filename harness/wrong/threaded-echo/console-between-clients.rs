//! No thread for the console: the accept loop looks for the operator's lines between two clients.
//!
//! role: server
//! caught by: quit-idle, status-counts

use std::sync::mpsc;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let (typed, lines) = mpsc::channel();
    operator::spawn(move || {
        while let Some(line) = operator::next_line() {
            let _ = typed.send(line);
        }
        let _ = typed.send(b"quit".to_vec());
    });
    'accepting: loop {
        let started = listener
            .accept()
            .and_then(|(stream, _)| server.start(move || given::echo(stream)));
        operator::complain_of(started);
        for line in lines.try_iter() {
            match line.as_slice() {
                b"status" => operator::say_status(server.clients().count()),
                b"quit" => break 'accepting,
                _ => {}
            }
        }
    }
    drop(listener);
    server.finish();
}
