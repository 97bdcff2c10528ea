//! Takes off the `\n` alone: the `\r` of a line typed with `\r\n` is sent to the server.
//!
//! role: client
//! caught by: client-exit, client-lines

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
    for line in io::stdin().lock().split(b'\n') {
        let line = String::from_utf8(line?).map_err(io::Error::other)?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
