//! Reads under the read lock of an `RwLock`, and only then takes the write lock.
//!
//! role: server
//! caught by: lost-update, schedules

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

#[path = "../counter.rs"]
mod given;

static COUNTERS: RwLock<given::Counters> = RwLock::new(BTreeMap::new());

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => {
            let reading = COUNTERS.read().unwrap_or_else(PoisonError::into_inner);
            let after = given::plus(given::value(&reading, name), 1)?;
            drop(reading);
            let mut writing = COUNTERS.write().unwrap_or_else(PoisonError::into_inner);
            writing.insert(name.to_owned(), after);
            Ok(after.to_string())
        }
        other => {
            let mut writing = COUNTERS.write().unwrap_or_else(PoisonError::into_inner);
            given::perform(other, &mut writing)
        }
    }
}
