//! Takes the blanks off what is typed, and so judges in the place of the server.
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
    loop {
        let mut words = Vec::new();
        for question in given::QUESTIONS {
            given::complain(question);
            match answers.next().transpose()? {
                Some(answer) if !answer.eq_ignore_ascii_case("exit") => {
                    words.push(answer.trim().to_owned())
                }
                _ => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
