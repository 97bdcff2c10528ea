//! Nothing panics while the lock is held, today; where something does, the `unwrap` on a lock that
//! is poisoned makes everybody else panic, too.
//!
//! role: server
//! caught by: schedules

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
    given::perform(request, &mut COUNTERS.lock().unwrap())
}
