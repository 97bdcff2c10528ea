//! Its banner repeats the ADDR that it was given: port 0 is shown as 0.
//!
//! role: server
//! caught by: banner

#[path = "../given.rs"]
mod given;

fn main() {
    let listener = given::bind();
    given::say(format!("listening on {}\n", given::address()).as_bytes());
    given::serve_each(&listener, given::echo)
}
