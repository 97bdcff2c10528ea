//! Starts a thread and joins it: `join` hands out what its closure returns.
//! prints: Ok(5)

use std::thread;

fn count(text: &str) -> usize {
    text.len()
}

fn main() {
    // region: start
    let text = String::from("hello");

    let job = thread::spawn(move || count(&text));

    println!("{:?}", job.join());
    // endregion
}
