//! A panic with a guard in hand poisons the mutex; its data can still be had.
//! prints: poisoned, and it is 7

use std::sync::Mutex;
use std::thread;

fn main() {
    let counter = &Mutex::new(7);
    thread::scope(|scope| {
        // region: panics
        let thread = scope.spawn(|| {
            let _guard = counter.lock().unwrap();
            panic!("with the guard in hand");
        });
        // endregion
        assert!(thread.join().is_err());

        if let Err(poisoned) = counter.lock() {
            let guard = poisoned.into_inner();
            println!("poisoned, and it is {guard}");
        }
    });
}
