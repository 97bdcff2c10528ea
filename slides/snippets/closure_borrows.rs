//! A thread may outlive the function that started it, and so its closure may not borrow.
//! fails: E0373

use std::thread;

fn main() {
    // region: spawn
    let peer = String::from("127.0.0.1:4711");

    let thread = thread::spawn(|| {
        println!("serving {peer}");
    });
    thread.join().unwrap();
    // endregion
}
