//! A thread for each client's log, whose channel is kept: it waits for ever.
//!
//! role: server
//! caught by: no-growth

use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::thread;

#[path = "../counter.rs"]
mod given;

static LOGS: Mutex<Vec<Sender<String>>> = Mutex::new(Vec::new());

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let (log, lines) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            for line in lines {
                given::complain(line);
            }
        })?;
        let _ = log.send(format!("client {:?}", stream.peer_addr()));
        given::lock(&LOGS).push(log);
        given::converse(stream, given::next_line, given::answer)
    })
}
