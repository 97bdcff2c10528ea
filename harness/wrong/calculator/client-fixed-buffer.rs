//! Has room for a reply of 1024 bytes, and takes the rest of a longer one for the next.
//!
//! role: client
//! caught by: client-long-reply

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};

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
        replies.by_ref().take(1024).read_until(b'\n', &mut reply)?;
        if !reply.ends_with(b"\n") && reply.len() < 1024 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        given::say_result(reply.strip_suffix(b"\n").unwrap_or(&reply));
    }
    Ok(())
}
