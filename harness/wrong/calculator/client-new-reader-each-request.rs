//! A new `BufReader` for each request: what the old one held beyond its reply is lost.
//!
//! role: client
//! caught by: client-reply-in-pieces

use std::io::{self, BufReader, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;
        let mut replies = BufReader::new(server.try_clone()?);
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
