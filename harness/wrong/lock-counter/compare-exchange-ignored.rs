//! Writes by `compare_exchange`, and does not look whether that has failed.
//!
//! role: server
//! caught by: lost-update, schedules

use std::sync::atomic::Ordering::SeqCst;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => count(name, 1),
        given::Request::Add(name, n) => count(name, n),
        other => given::atomic::perform(other),
    }
}

fn count(name: &str, n: i64) -> given::Outcome {
    let table = given::atomic::know(name);
    let counter = &table[name];
    let before = counter.load(SeqCst);
    let after = given::plus(before, n)?;
    let _ = counter.compare_exchange(before, after, SeqCst, SeqCst);
    Ok(after.to_string())
}
