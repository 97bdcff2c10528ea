//! Takes an `error: …` reply for the end of the conversation.
//!
//! role: client
//! caught by: client-error-reply

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
        let reply = given::reply(&mut replies)?;
        given::say_result(&reply);
        if reply.starts_with(b"error: ") {
            return Err(io::Error::other("the server has refused"));
        }
    }
    Ok(())
}
