//! Prints the reply as it came, without `Result: `.
//!
//! role: client
//! caught by: client-one-result

use std::io::{self, BufReader, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;
        given::say(&[&given::reply(&mut replies)?[..], b"\n"].concat());
    }
    Ok(())
}
