//! A panic ends the thread it happens in, and no other; `join` tells.
//! prints: Ok(42)
//! prints: it panicked, main goes on

use std::thread;

fn divide(a: i64, b: i64) -> i64 {
    a / b
}

fn main() {
    // region: panic
    let good = thread::spawn(|| divide(84, 2));
    let bad = thread::spawn(|| divide(84, 0));

    println!("{:?}", good.join());
    if bad.join().is_err() {
        println!("it panicked, main goes on");
    }
    // endregion
}
