//! Takes the `\r` off what it sends, but not before it looks for `exit`.
//!
//! role: client
//! caught by: client-exit

use std::io::{self, BufRead, BufReader, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = io::stdin().lock().split(b'\n');
    loop {
        let mut words = Vec::new();
        for question in given::QUESTIONS {
            given::complain(question);
            match answers.next().transpose()? {
                Some(answer) if !answer.eq_ignore_ascii_case(b"exit") => {
                    let answer = answer.strip_suffix(b"\r").unwrap_or(&answer);
                    words.push(String::from_utf8_lossy(answer).into_owned());
                }
                _ => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
