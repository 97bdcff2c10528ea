//! Sends after the first two answers: the second number is asked for as the next operation.
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
    while let Some(operation) = given::ask("operation? ", &mut answers)? {
        let Some(number) = given::ask("number? ", &mut answers)? else {
            break;
        };
        server.write_all(format!("{operation} {number}\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
