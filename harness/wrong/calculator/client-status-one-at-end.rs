//! Takes the end of the input for an error: exit status 1.
//!
//! role: client
//! caught by: client-end-of-input

use std::io::{self, BufReader, ErrorKind, Write};

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
            let answer = answers.next().ok_or(ErrorKind::UnexpectedEof)??;
            if answer.eq_ignore_ascii_case("exit") {
                return Ok(());
            }
            words.push(answer);
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
