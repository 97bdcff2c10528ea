//! `Rc` counts its owners without a lock, and so it may not go to another thread.
//! fails: E0277

use std::rc::Rc;
use std::thread;

fn main() {
    // region: share
    let names = Rc::new(["Ada", "Bob"]);
    let shared = Rc::clone(&names);

    let thread = thread::spawn(move || {
        println!("{}", shared.len());
    });
    // endregion
    thread.join().unwrap();
}
