//! Takes an operation that it does not know for the end of the conversation.
//!
//! role: server
//! caught by: errors-go-on, pipelining

use std::io;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let line = given::next_line(source)?;
    if let Some(given::Line::Whole(request)) = &line
        && let Ok(words) = given::words(request)
        && let Some(operation) = words.first()
    {
        match *operation {
            "add" | "subtract" | "multiply" | "divide" => {}
            other => return Err(io::Error::other(format!("unknown operation: {other}"))),
        }
    }
    Ok(line)
}
