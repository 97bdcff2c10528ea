//! `unwrap` on the `join` after `quit`: a client that breaks off then takes the count with it.
//!
//! role: server
//! caught by: quit-counts

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| {
        server.start(move || {
            given::echo(stream).unwrap();
            Ok(())
        })
    });
    drop(listener);
    let clients = std::mem::take(&mut *server.clients());
    let served = clients.finished + clients.threads.len();
    for thread in clients.threads {
        thread.join().unwrap();
    }
    operator::say_served(served);
}
