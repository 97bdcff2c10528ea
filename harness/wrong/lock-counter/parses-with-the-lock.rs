//! Locks first, then reads what is asked for, and its `unwrap` on a number leaves a lock that nobody
//! can use.
//!
//! role: server
//! caught by: integers, move-errors, poisoned-lock

use std::collections::BTreeMap;
use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static COUNTERS: Mutex<given::Counters> = Mutex::new(BTreeMap::new());

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let mut counters = COUNTERS.lock().unwrap();
    let words = given::words(request)?;
    let request = given::understand(&words, given::is_name, |word| Ok(word.parse().unwrap()))?;
    given::perform(request, &mut counters)
}
