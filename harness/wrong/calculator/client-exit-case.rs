//! Knows only one way to write `exit`: `EXIT` is sent to the server.
//!
//! role: client
//! caught by: client-exit

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(|| given::converse_taking(take))
}

fn take(_: &[String], answer: String) -> Option<String> {
    (answer != "exit").then_some(answer)
}
