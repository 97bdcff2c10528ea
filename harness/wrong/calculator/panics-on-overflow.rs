//! Leaves overflow to the language: in a debug build, that is a panic.
//!
//! role: server
//! caught by: overflow

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    match operation {
        "add" => Ok(strict(a.overflowing_add(b))),
        "subtract" => Ok(strict(a.overflowing_sub(b))),
        "multiply" => Ok(strict(a.overflowing_mul(b))),
        _ => given::calculate(operation, a, b),
    }
}

/// What `+`, `-` and `*` are in a debug build, however this one is built.
fn strict((result, overflowed): (i64, bool)) -> String {
    assert!(!overflowed, "attempt to calculate with overflow");
    result.to_string()
}
