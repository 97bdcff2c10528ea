//! A thread prints the replies, and the next line is sent without waiting for them.
//!
//! role: client
//! caught by: client-lines

use std::io::{self, BufReader, Write};
use std::sync::mpsc;
use std::thread;

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::fail(error);
    }
}

fn talk() -> io::Result<()> {
    let mut server = given::connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let (asked, questions) = mpsc::channel();
    let printer = thread::spawn(move || {
        for () in questions {
            match given::reply(&mut replies) {
                Ok(reply) => given::say_received(&reply),
                Err(error) => given::fail(error),
            }
        }
    });
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        let _ = asked.send(());
    }
    drop(asked);
    printer
        .join()
        .map_err(|_| io::Error::other("the printer panicked"))
}
