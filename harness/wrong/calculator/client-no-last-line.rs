//! Takes a last line without `\n` for the end of the input.
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
            let Some(answer) = answer.strip_suffix('\n') else {
                return Ok(());
            };
            let answer = answer.strip_suffix('\r').unwrap_or(answer);
            if answer.eq_ignore_ascii_case("exit") {
                return Ok(());
            }
            words.push(answer.to_owned());
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
}
