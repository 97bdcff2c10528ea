//! Takes a last line without `\n` for the end of the input.
//!
//! role: client
//! caught by: client-last-line

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
    let mut line = String::new();
    while stdin.read_line(&mut line)? > 0 && line.ends_with('\n') {
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
        line.clear();
    }
    Ok(())
}
