//! Knows `exit` where an operation is asked for, and takes it for a number later.
//!
//! role: client
//! caught by: client-exit

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(|| given::converse_taking(take))
}

fn take(words: &[String], answer: String) -> Option<String> {
    (!words.is_empty() || !given::is_exit(&answer)).then_some(answer)
}
