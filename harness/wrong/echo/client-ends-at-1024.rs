//! Reads a reply of up to 1024 bytes, and takes the rest of a longer one for the next.
//!
//! role: client
//! caught by: client-long-reply

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::fail(error);
    }
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;

        let mut reply = Vec::new();
        replies.by_ref().take(1024).read_until(b'\n', &mut reply)?;
        if !reply.ends_with(b"\n") && reply.len() < 1024 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        given::say_received(reply.strip_suffix(b"\n").unwrap_or(&reply));
    }
    Ok(())
}
