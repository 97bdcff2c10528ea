//! Answers a long line in slices: each time its buffer is full, that is a request.
//!
//! role: server
//! caught by: long-lines

use std::io::{self, BufRead, Read};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let mut line = Vec::new();
    let room = given::LIMIT + 2;
    source
        .by_ref()
        .take(room as u64)
        .read_until(b'\n', &mut line)?;
    if !line.ends_with(b"\n") && line.len() < room {
        return Ok(None);
    }
    let slice = given::without_ending(&line);
    if slice.len() > given::LIMIT {
        return Ok(Some(given::Line::TooLong));
    }
    Ok(Some(given::Line::Whole(slice.to_vec())))
}
