//! Makes text of each piece of a reply: a letter that was cut comes out as two U+FFFD.
//!
//! role: client
//! caught by: client-utf8

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
    let mut buffer = [0; 1024];
    let mut text = String::new();
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;

        while !text.contains('\n') {
            let length = server.read(&mut buffer)?;
            if length == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            text += &String::from_utf8_lossy(&buffer[..length]);
        }
        if let Some((reply, rest)) = text.split_once('\n') {
            given::say_received(reply.as_bytes());
            text = rest.to_owned();
        }
    }
    Ok(())
}
