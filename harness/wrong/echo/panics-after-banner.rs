//! Listens and says so, and panics at its first client: its list of names has none to begin with.
//!
//! role: server
//! caught by: one-line

#[path = "../given.rs"]
mod given;

fn main() {
    let names: Vec<String> = Vec::new();
    given::serve_each(&given::listen(), |stream| {
        given::complain(format!("client {}", names[0]));
        given::echo(stream)
    })
}
