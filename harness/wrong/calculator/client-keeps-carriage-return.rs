//! Takes off the `\n` alone: it sends `\r` in the middle of a request.
//!
//! role: client
//! caught by: client-dialogue, client-exit

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
                Some(answer) if !answer.eq_ignore_ascii_case(b"exit") => words.push(answer),
                _ => return Ok(()),
            }
        }
        server.write_all(&[&words.join(&b' ')[..], b"\n"].concat())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
