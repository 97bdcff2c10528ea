//! Sends the word `exit` to the server before it leaves.
//!
//! role: client
//! caught by: client-exit

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
        given::complain(given::QUESTIONS[0]);
        let Some(operation) = answers.next().transpose()? else {
            break;
        };
        if operation.eq_ignore_ascii_case("exit") {
            server.write_all(b"exit\n")?;
            break;
        }
        let Some(a) = given::ask(given::QUESTIONS[1], &mut answers)? else {
            break;
        };
        let Some(b) = given::ask(given::QUESTIONS[2], &mut answers)? else {
            break;
        };
        server.write_all(format!("{operation} {a} {b}\n").as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
