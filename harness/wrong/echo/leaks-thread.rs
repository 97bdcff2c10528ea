//! A thread for each client's log, whose channel is kept: it waits for ever.
//!
//! role: server
//! caught by: no-growth

use std::sync::mpsc;
use std::thread;

#[path = "../given.rs"]
mod given;

fn main() {
    let mut logs = Vec::new();
    given::serve_each(&given::listen(), |stream| {
        let (log, lines) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            for line in lines {
                given::complain(line);
            }
        })?;
        let _ = log.send(format!("client {:?}", stream.peer_addr()));
        logs.push(log);
        given::echo(stream)
    })
}
