//! Takes the blanks off what is typed, and so judges in the place of the server.
//!
//! role: client
//! caught by: client-error-reply

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(|| given::converse_taking(take))
}

fn take(_: &[String], answer: String) -> Option<String> {
    (!given::is_exit(&answer)).then(|| answer.trim().to_owned())
}
