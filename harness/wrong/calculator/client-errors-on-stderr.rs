//! Takes an `error: …` reply for an error of its own: it goes to stderr.
//!
//! role: client
//! caught by: client-error-reply, client-long-reply

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
        if reply.starts_with(b"error: ") {
            given::complain(String::from_utf8_lossy(&reply));
        } else {
            given::say_result(&reply);
        }
    }
    Ok(())
}
