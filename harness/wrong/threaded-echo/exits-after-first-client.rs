//! No loop around `accept`: one client has its thread, then the server ends.
//!
//! role: server
//! caught by: next-client, silent-client

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    match listener.accept() {
        Ok((stream, _)) if !server.is_stopping() => {
            operator::complain_of(server.start(move || given::echo(stream)));
        }
        Ok(_) => {}
        Err(error) => given::fail(error),
    }
    drop(listener);
    server.finish();
}
