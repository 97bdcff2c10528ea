//! Reads on where a terminal's input ends: a slip of the finger should not end it, but nothing
//! but `exit` does.
//!
//! role: client
//! caught by: client-terminal

use std::io::{self, BufReader, IsTerminal, Write};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    while let Some(request) = ask_request()? {
        server.write_all(request.as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}

fn ask_request() -> io::Result<Option<String>> {
    let mut words = Vec::new();
    while words.len() < given::QUESTIONS.len() {
        given::complain(given::QUESTIONS[words.len()]);
        let mut answer = String::new();
        if io::stdin().read_line(&mut answer)? == 0 {
            match io::stdin().is_terminal() {
                true => continue,
                false => return Ok(None),
            }
        }
        let answer = answer.trim_end_matches(['\r', '\n']);
        if answer.eq_ignore_ascii_case("exit") {
            return Ok(None);
        }
        words.push(answer.to_owned());
    }
    Ok(Some(words.join(" ") + "\n"))
}
