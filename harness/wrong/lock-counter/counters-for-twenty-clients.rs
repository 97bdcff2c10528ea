//! Has new counters for every twenty clients, as if it were started once for as many: two or three
//! clients will not notice.
//!
//! role: server
//! caught by: unique-numbers

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

#[path = "../counter.rs"]
mod given;

/// As many clients have their counters in common.
const TOGETHER: usize = 20;

static CLIENTS: AtomicUsize = AtomicUsize::new(0);
static COUNTERS: [Mutex<given::Counters>; 50] = [const { Mutex::new(given::Counters::new()) }; 50];

fn main() {
    given::serve_threads(&given::listen(), |stream| {
        let client = CLIENTS.fetch_add(1, SeqCst);
        let ours = &COUNTERS[client / TOGETHER % COUNTERS.len()];
        given::converse_with(stream, |request| {
            given::perform(given::parse(request)?, &mut given::lock(ours))
        })
    })
}
