//! Takes the `\r` off what it sends, but not before it looks for `exit`.
//!
//! role: client
//! caught by: client-exit

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
        let line = line?;
        if line.eq_ignore_ascii_case(b"exit") {
            break;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        server.write_all(&[line, b"\n"].concat())?;
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
