//! Takes the end of the input for an empty answer, and asks for ever.
//!
//! role: client
//! caught by: client-end-of-input

use std::io::{self, BufReader, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    loop {
        let mut words = Vec::new();
        for question in given::QUESTIONS {
            given::complain(question);
            let mut answer = String::new();
            io::stdin().read_line(&mut answer)?;
            let answer = answer.trim_end_matches(['\r', '\n']);
            if answer.eq_ignore_ascii_case("exit") {
                return Ok(());
            }
            words.push(answer.to_owned());
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
