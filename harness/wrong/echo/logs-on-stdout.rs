//! A log of its clients by `println!`, where standard output is for the address.
//!
//! role: server
//! caught by: nothing-printed

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), |stream| {
        println!("client {}", stream.peer_addr()?);
        given::echo(stream)
    })
}
