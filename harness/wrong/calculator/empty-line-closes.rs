//! Takes an empty line for the end of the conversation.
//!
//! role: server
//! caught by: any-requests, empty-line

use std::io;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    match given::next_line(source)? {
        Some(given::Line::Whole(request)) if request.is_empty() => Ok(None),
        other => Ok(other),
    }
}
