//! Has no limit: a line of 1025 bytes is a line like any other.
//!
//! role: server
//! caught by: long-lines

use std::io::{self, BufRead};

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let mut line = Vec::new();
    source.read_until(b'\n', &mut line)?;
    if !line.ends_with(b"\n") {
        return Ok(None);
    }
    Ok(Some(given::Line::Whole(
        given::without_ending(&line).to_vec(),
    )))
}
