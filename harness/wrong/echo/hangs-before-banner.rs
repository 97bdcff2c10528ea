//! Waits for Enter before it starts, and nobody types.
//!
//! role: server
//! caught by: banner, taken-port, one-line

use std::io;

#[path = "../given.rs"]
mod given;

fn main() {
    let address = given::address();
    given::complain(format!("press Enter to listen on {address}"));
    let mut line = String::new();
    let _ = io::stdin().read_line(&mut line);
    given::serve_each(&given::listen(), given::echo)
}
