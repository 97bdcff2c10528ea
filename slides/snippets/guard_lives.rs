//! A mutex is locked as long as its guard lives.
//! prints: free: false
//! prints: free: true
//! prints: free: false

use std::sync::Mutex;

fn main() {
    // region: lives
    let counter = Mutex::new(7);
    let free = || counter.try_lock().is_ok();

    let mut guard = counter.lock().unwrap();
    *guard += 1;
    println!("free: {}", free());
    drop(guard);
    println!("free: {}", free());

    match *counter.lock().unwrap() {
        _ => println!("free: {}", free()),
    }
    // endregion
}
