//! Wants its answers from a pipe: where stdin is a terminal, it ends with an error.
//!
//! role: client
//! caught by: client-terminal

use std::io::{self, BufReader, IsTerminal, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    if io::stdin().is_terminal() {
        given::fail("the answers are expected in a pipe");
    }
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
