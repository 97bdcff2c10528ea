//! No loop around `accept`: the server ends with its first client.
//!
//! role: server
//! caught by: next-client

#[path = "../given.rs"]
mod given;

fn main() {
    let listener = given::listen();
    match listener.accept() {
        Ok((stream, _)) => {
            if let Err(error) = given::echo(stream) {
                given::complain(error);
            }
        }
        Err(error) => given::fail(error),
    }
}
