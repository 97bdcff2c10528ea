//! Knows that a server may close, and panics where one breaks off.
//!
//! role: client
//! caught by: client-server-gone

use std::io::{self, BufReader, Write};

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
        let reply = match given::reply(&mut replies) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(error),
            reply => reply.expect("the server answers"),
        };
        given::say_received(&reply);
    }
    Ok(())
}
