//! Takes the end of the input for an empty line, and sends empty lines for ever.
//!
//! role: client
//! caught by: client-end-of-input

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
    let mut stdin = io::stdin().lock();
    loop {
        let mut line = String::new();
        stdin.read_line(&mut line)?;
        let line = line.trim_end_matches(['\r', '\n']);
        if line.eq_ignore_ascii_case("exit") {
            return Ok(());
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
    }
}
