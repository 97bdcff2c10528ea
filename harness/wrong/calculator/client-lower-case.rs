//! Makes lower case of what is typed, since the operations are: `ADD` is no error any more.
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
                    words.push(answer.to_lowercase())
                }
                _ => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
