//! Ignores that 0 bytes are the end: it waits for the rest of the reply for ever.
//!
//! role: client
//! caught by: client-server-gone, client-broken-reply

use std::io::{self, BufRead, BufReader, Write};

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
        while !reply.ends_with(b"\n") {
            replies.read_until(b'\n', &mut reply)?;
        }
        given::say_received(&reply[..reply.len() - 1]);
    }
    Ok(())
}
