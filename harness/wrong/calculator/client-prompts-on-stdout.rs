//! Its questions go to stdout, between the results.
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
    while let Some(request) = ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}

fn ask_request(answers: &mut given::Answers) -> io::Result<Option<String>> {
    let mut words = Vec::new();
    for question in given::QUESTIONS {
        given::say(question.as_bytes());
        match given::ask("", answers)? {
            Some(answer) => words.push(answer),
            None => return Ok(None),
        }
    }
    Ok(Some(words.join(" ") + "\n"))
}
