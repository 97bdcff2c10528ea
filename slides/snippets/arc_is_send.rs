//! `Arc` counts its owners atomically: each thread can have one.
//! prints: 2

use std::sync::Arc;
use std::thread;

fn main() {
    // region: share
    let names = Arc::new(["Ada", "Bob"]);
    let shared = Arc::clone(&names);

    let thread = thread::spawn(move || {
        println!("{}", shared.len());
    });
    // endregion
    thread.join().unwrap();
}
