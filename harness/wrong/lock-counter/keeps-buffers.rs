//! A buffer of its own for each client, kept when the client has left.
//!
//! role: server
//! caught by: no-growth

use std::sync::{Mutex, PoisonError};

#[path = "../counter.rs"]
mod given;

static BUFFERS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let served = given::converse(stream, given::next_line, given::answer);
        BUFFERS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(vec![b' '; 8192]);
        served
    })
}
