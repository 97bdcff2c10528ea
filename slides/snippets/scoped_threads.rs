//! Threads that end before the scope does may borrow from outside of it.
//! prints: 3 words, 13 bytes

use std::thread;

fn main() {
    // region: scope
    let text = String::from("one two three");

    let (words, bytes) = thread::scope(|scope| {
        let words = scope.spawn(|| text.split(' ').count());
        let bytes = scope.spawn(|| text.len());
        (words.join().unwrap(), bytes.join().unwrap())
    });

    println!("{words} words, {bytes} bytes");
    // endregion
}
