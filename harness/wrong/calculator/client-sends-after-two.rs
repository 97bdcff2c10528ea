//! Sends what it has after two answers, and the third one when it is typed.
//!
//! role: client
//! caught by: client-exit

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
        for question in given::QUESTIONS {
            match given::ask(question, &mut answers)? {
                Some(answer) => words.push(answer),
                None => return Ok(()),
            }
            if words.len() == 2 {
                server.write_all(format!("{} {} ", words[0], words[1]).as_bytes())?;
            }
        }
        server.write_all(format!("{}\n", words[2]).as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
