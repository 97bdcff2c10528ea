//! Locks the calculator for a whole conversation.
//!
//! role: server
//! caught by: after-reset, many-clients, silent-client

use std::sync::{Mutex, PoisonError};

#[path = "../calculator.rs"]
mod given;

static CALCULATOR: Mutex<()> = Mutex::new(());

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let _locked = CALCULATOR.lock().unwrap_or_else(PoisonError::into_inner);
        given::converse(stream, given::next_line, given::answer)
    })
}
