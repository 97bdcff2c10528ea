//! Listens, and tells nobody.
//!
//! role: server
//! caught by: banner

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run_at(given::bind(), given::echo)
}
