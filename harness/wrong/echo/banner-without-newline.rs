//! The address by `print!`, without the end of its line: it stays in a buffer.
//!
//! role: server
//! caught by: banner

#[path = "../given.rs"]
mod given;

fn main() {
    let listener = given::bind();
    match listener.local_addr() {
        Ok(address) => print!("listening on {address}"),
        Err(error) => given::fail(error),
    }
    given::serve_each(&listener, given::echo)
}
