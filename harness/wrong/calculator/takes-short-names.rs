//! Knows `+` and `sub` as well: what is not in the contract becomes one as soon as somebody uses it.
//!
//! role: server
//! caught by: words

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let (operation, a, b) = given::parse(request)?;
    let operation = match operation {
        "+" | "sum" => "add",
        "-" | "sub" => "subtract",
        "*" | "mul" => "multiply",
        "/" | "div" => "divide",
        other => other,
    };
    given::calculate(operation, a, b)
}
