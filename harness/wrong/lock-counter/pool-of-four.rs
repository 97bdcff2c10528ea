//! Four threads for all: the fifth client waits for one of the first to leave.
//!
//! role: server
//! caught by: linearizable, many-clients, poisoned-lock, unique-numbers

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

#[path = "../counter.rs"]
mod given;

fn main() {
    let listener = given::listen();
    let (arrived, waiting) = mpsc::channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..4 {
        let waiting = Arc::clone(&waiting);
        thread::spawn(move || {
            loop {
                let next = given::lock(&waiting).recv();
                let Ok(stream) = next else { return };
                if let Err(error) = given::converse(stream, given::next_line, given::answer) {
                    given::complain(error);
                }
            }
        });
    }
    given::serve_each(&listener, |stream| {
        let _ = arrived.send(stream);
        Ok(())
    })
}
