//! Sends all lines first, and reads the replies when the input has ended.
//!
//! role: client
//! caught by: client-one-line

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
    let mut lines = 0;
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        lines += 1;
    }
    for _ in 0..lines {
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
