//! A mutex around what it protects, and the two ends of a guard's life.
//! prints: 1

use std::sync::Mutex;

fn main() {
    // region: lock
    let total = Mutex::new(0);

    {
        let mut guard = total.lock().unwrap();
        *guard += 1;
    } // the guard's scope ends: released

    let guard = total.lock().unwrap();
    println!("{guard}");
    drop(guard); // released here
    // endregion
}
