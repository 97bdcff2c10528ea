//! A closure that owns what it uses can go to another thread.
//! prints: serving 127.0.0.1:4711

use std::thread;

fn main() {
    // region: spawn
    let peer = String::from("127.0.0.1:4711");

    let thread = thread::spawn(move || {
        println!("serving {peer}");
    });
    thread.join().unwrap();
    // endregion
}
