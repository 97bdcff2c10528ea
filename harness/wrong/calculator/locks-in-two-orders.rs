//! Keeps two tallies, each under a lock: for a result it locks one and then the other, for an error
//! the other way round.
//!
//! role: server
//! caught by: schedules

use std::sync::{Mutex, PoisonError};

#[path = "../calculator.rs"]
mod given;

static RESULTS: Mutex<usize> = Mutex::new(0);
static ERRORS: Mutex<usize> = Mutex::new(0);

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let outcome = given::answer(request);
    let (first, second) = match outcome {
        Ok(_) => (&RESULTS, &ERRORS),
        Err(_) => (&ERRORS, &RESULTS),
    };
    let mut counted = first.lock().unwrap_or_else(PoisonError::into_inner);
    let _seen = second.lock().unwrap_or_else(PoisonError::into_inner);
    *counted += 1;
    outcome
}
