//! Has no loop: one line, one reply, and it ends.
//!
//! role: client
//! caught by: client-end-of-input, client-lines

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
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    if !line.eq_ignore_ascii_case("exit") {
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
