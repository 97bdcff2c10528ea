//! Sends a request without its `\n`, and waits for the reply to it.
//!
//! role: client
//! caught by: client-one-result

use std::io::{self, BufReader, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.trim_end().as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
