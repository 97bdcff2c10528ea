//! Counts the connection that wakes its accept loop: there is one client more than there was.
//!
//! role: server
//! caught by: quit-idle

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    while !server.is_stopping() {
        let started = listener
            .accept()
            .and_then(|(stream, _)| server.start(move || given::echo(stream)));
        operator::complain_of(started);
    }
    drop(listener);
    server.finish();
}
