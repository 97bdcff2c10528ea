//! Takes a counter that nobody has touched for an error: it is 0.
//!
//! role: server
//! caught by: inc

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Get(name) => {
            let counters = given::counters();
            let value = counters.get(name).ok_or("there is no such counter")?;
            Ok(value.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
