//! Makes a lock in the thread of each client, and no other thread ever takes that one.
//!
//! role: server
//! caught by: lost-update, schedules

use std::sync::Mutex;
use std::sync::atomic::Ordering::SeqCst;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let mine = Mutex::new(());
        given::converse_with(stream, |request| {
            let _locked = given::lock(&mine);
            answer(request)
        })
    })
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => {
            let table = given::atomic::know(name);
            let after = given::plus(table[name].load(SeqCst), 1)?;
            table[name].store(after, SeqCst);
            Ok(after.to_string())
        }
        other => given::atomic::perform(other),
    }
}
