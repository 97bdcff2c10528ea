//! Ignores that 0 bytes are the end: it waits for the rest of the reply for ever.
//!
//! role: client
//! caught by: client-broken-reply, client-server-gone

use std::io::{self, BufRead, BufReader, Write};

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

        let mut reply = Vec::new();
        while !reply.ends_with(b"\n") {
            replies.read_until(b'\n', &mut reply)?;
        }
        given::say_result(&reply[..reply.len() - 1]);
    }
    Ok(())
}
