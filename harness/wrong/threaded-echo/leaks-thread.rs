//! A second thread for each client's log, whose channel is kept: it waits for ever.
//!
//! role: server
//! caught by: no-growth

use std::io;
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static LOGS: Mutex<Vec<mpsc::Sender<String>>> = Mutex::new(Vec::new());

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    let (log, lines) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        for line in lines {
            given::complain(line);
        }
    })?;
    let _ = log.send(format!("client {:?}", stream.peer_addr()));
    LOGS.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(log);
    given::echo(stream)
}
