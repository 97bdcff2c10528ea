//! A new `BufReader` for each line: what the old one held beyond its reply is lost.
//!
//! role: client
//! caught by: client-two-replies-in-one

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
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        let mut replies = BufReader::new(server.try_clone()?);
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
