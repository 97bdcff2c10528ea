//! Takes the end of input for "nothing yet", and spins.
//!
//! role: server
//! caught by: half-close

use std::io;

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    loop {
        if let Some(line) = given::next_line(source)? {
            return Ok(Some(line));
        }
    }
}
