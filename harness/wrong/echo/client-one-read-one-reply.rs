//! Takes what one `read` brings for one reply.
//!
//! role: client
//! caught by: client-broken-reply, client-reply-in-pieces, client-two-replies-in-one, client-utf8

use std::io::{self, ErrorKind, Read, Write};

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::fail(error);
    }
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut buffer = vec![0; 65536];
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;

        let length = server.read(&mut buffer)?;
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let reply = &buffer[..length];
        given::say_received(reply.strip_suffix(b"\n").unwrap_or(reply));
    }
    Ok(())
}
