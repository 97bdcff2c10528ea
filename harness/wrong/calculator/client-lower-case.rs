//! Makes lower case of what is typed, since the operations are: `ADD` is no error any more.
//!
//! role: client
//! caught by: client-error-reply

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(|| given::converse_taking(take))
}

fn take(_: &[String], answer: String) -> Option<String> {
    (!given::is_exit(&answer)).then(|| answer.to_lowercase())
}
