//! Says `ok` to an `add`, where its new value is wanted.
//!
//! role: server
//! caught by: add

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let outcome = given::perform(request, &mut given::counters())?;
    match request {
        given::Request::Add(..) => Ok("ok".to_owned()),
        _ => Ok(outcome),
    }
}
