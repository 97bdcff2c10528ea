//! Prints what there is of a reply that broke off.
//!
//! role: client
//! caught by: client-broken-reply

use std::io::{self, BufRead, BufReader, ErrorKind, Write};

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
        replies.read_until(b'\n', &mut reply)?;
        if reply.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        given::say_received(reply.strip_suffix(b"\n").unwrap_or(&reply));
    }
    Ok(())
}
