//! Ends as if all were well when the server has gone.
//!
//! role: client
//! caught by: client-server-gone, client-broken-reply

use std::io::{self, BufReader, Write};

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::complain(error);
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
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
