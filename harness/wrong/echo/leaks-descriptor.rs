//! Keeps a clone of each connection: it is shut down, but its descriptor is never closed.
//!
//! role: server
//! caught by: no-growth

use std::net::Shutdown;

#[path = "../given.rs"]
mod given;

fn main() {
    let mut clients = Vec::new();
    given::serve_each(&given::listen(), |stream| {
        let kept = stream.try_clone()?;
        let result = given::echo(stream);
        // A client that has reset the connection is not there to be shut down.
        let _ = kept.shutdown(Shutdown::Both);
        clients.push(kept);
        result
    })
}
