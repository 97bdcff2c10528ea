//! Listens, and tells nobody.
//!
//! role: server
//! caught by: banner

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::bind(), given::echo)
}
