//! Refuses what is no number to it, in place of the server.
//!
//! role: client
//! caught by: client-error-reply

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
        let numbers = request.split_whitespace().skip(1);
        if numbers.flat_map(str::parse::<i64>).count() != 2 {
            given::complain("these are no two numbers");
            continue;
        }
        server.write_all(request.as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
