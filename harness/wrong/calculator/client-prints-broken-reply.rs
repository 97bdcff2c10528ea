//! Prints what there is of a reply that broke off.
//!
//! role: client
//! caught by: client-broken-reply

use std::io::{self, BufRead, BufReader, ErrorKind, Write};

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
        replies.read_until(b'\n', &mut reply)?;
        if reply.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        given::say_result(reply.strip_suffix(b"\n").unwrap_or(&reply));
    }
    Ok(())
}
