//! Takes what one `read` brings for one reply.
//!
//! role: client
//! caught by: client-broken-reply, client-reply-in-pieces

use std::io::{self, ErrorKind, Read, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut buffer = vec![0; 65536];
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;

        let length = server.read(&mut buffer)?;
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let reply = &buffer[..length];
        given::say_result(reply.strip_suffix(b"\n").unwrap_or(reply));
    }
    Ok(())
}
