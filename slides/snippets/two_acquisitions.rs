//! A lock at each step is not enough: one acquisition to read, another one to write.
//! A barrier makes certain what is rare without it.
//! prints: two increments, 7 becomes 8

use std::sync::{Barrier, Mutex};
use std::thread;

fn main() {
    let counter = Mutex::new(7);
    let both_have_read = Barrier::new(2);
    // region: increments
    let increment = || {
        let read = *counter.lock().unwrap();
        both_have_read.wait();
        *counter.lock().unwrap() = read + 1;
    };
    thread::scope(|scope| {
        scope.spawn(increment);
        scope.spawn(increment);
    });
    // endregion
    println!("two increments, 7 becomes {}", counter.lock().unwrap());
}
