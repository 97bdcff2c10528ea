//! A new connection for each request, as to the lecture's server.
//!
//! role: client
//! caught by: client-dialogue, client-error-reply

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
        given::say_result(&given::reply(&mut BufReader::new(&server))?);
        server = given::connect();
    }
    Ok(())
}
