//! Waits for three lines, and asks for none of them.
//!
//! role: client
//! caught by: client-asks

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
    loop {
        let mut words = Vec::new();
        for _question in given::QUESTIONS {
            match given::ask("", &mut answers)? {
                Some(answer) => words.push(answer),
                None => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
