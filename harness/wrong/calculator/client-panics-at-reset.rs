//! Knows that a server may close, and panics where one breaks off.
//!
//! role: client
//! caught by: client-server-gone

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
        server.write_all(request.as_bytes())?;
        let reply = match given::reply(&mut replies) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(error),
            reply => reply.expect("the server answers"),
        };
        given::say_result(&reply);
    }
    Ok(())
}
