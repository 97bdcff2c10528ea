//! Says nothing to an empty line, and its client waits.
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
    loop {
        match given::next_line(source)? {
            Some(given::Line::Whole(request)) if request.is_empty() => continue,
            other => return Ok(other),
        }
    }
}
