//! Two threads that change one number without a lock: the compiler refuses.
//! fails: E0499

use std::thread;

fn main() {
    // region: increments
    let mut counter = 7;
    thread::scope(|scope| {
        scope.spawn(|| counter += 1);
        scope.spawn(|| counter += 1);
    });
    // endregion
    println!("{counter}");
}
