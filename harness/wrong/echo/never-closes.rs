//! Keeps each client in a list, and so never closes a connection.
//!
//! role: server
//! caught by: half-close, no-growth

#[path = "../given.rs"]
mod given;

fn main() {
    let mut clients = Vec::new();
    given::serve_each(&given::listen(), |stream| {
        let result = given::echo(stream.try_clone()?);
        clients.push(stream);
        result
    })
}
