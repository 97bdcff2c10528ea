//! Takes `quit` for `exit`, and all that begins with it.
//!
//! role: client
//! caught by: client-error-reply

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(|| given::converse_taking(take))
}

fn take(_: &[String], answer: String) -> Option<String> {
    let leaves = answer.starts_with("exit") || given::is_exit(&answer) || answer == "quit";
    (!leaves).then_some(answer)
}
