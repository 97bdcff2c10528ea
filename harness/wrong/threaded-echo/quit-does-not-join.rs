//! `main` returns when the accept loop has ended: nobody waits for the threads, and they end with it.
//!
//! role: server
//! caught by: quit-finishes-clients, quit-refuses

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| {
        server.start(move || given::echo(stream))
    });
    drop(listener);
    let (active, finished) = server.clients().count();
    operator::say_served(active + finished);
}
