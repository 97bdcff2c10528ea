//! Its questions wait in a buffer until it ends.
//!
//! role: client
//! caught by: client-asks

use std::io::{self, BufReader, BufWriter, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = given::answers();
    let mut questions = BufWriter::new(io::stderr());
    loop {
        let mut words = Vec::new();
        for question in given::QUESTIONS {
            let _ = write!(questions, "{question}");
            match given::ask("", &mut answers)? {
                Some(answer) => words.push(answer),
                None => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
