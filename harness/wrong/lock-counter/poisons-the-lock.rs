//! Overflow is a panic with the lock in hand, and the `unwrap` on a lock that is poisoned makes
//! everybody else panic, too.
//!
//! role: server
//! caught by: move-errors, overflow, poisoned-lock, sum-overflow

use std::collections::BTreeMap;
use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static COUNTERS: Mutex<given::Counters> = Mutex::new(BTreeMap::new());

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let mut counters = COUNTERS.lock().unwrap();
    given::perform_with(request, &mut counters, plus)
}

/// In a debug build, `+` is a panic where the result does not fit.
fn plus(a: i64, b: i64) -> Result<i64, &'static str> {
    Ok(a + b)
}
