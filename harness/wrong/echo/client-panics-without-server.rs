//! `unwrap` on `connect`: no server is a panic.
//!
//! role: client
//! caught by: client-no-server

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::fail(error);
    }
}

fn talk() -> io::Result<()> {
    let mut server = TcpStream::connect(given::address()).unwrap();
    let mut replies = BufReader::new(server.try_clone()?);
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
