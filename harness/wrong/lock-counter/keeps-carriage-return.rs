//! Takes off the `\n` alone: the `\r` before it belongs to the last word.
//!
//! role: server
//! caught by: bad-requests, pieces

use std::io::{self, BufRead, Read};

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let mut line = Vec::new();
    let room = given::LIMIT as u64 + 1;
    source.by_ref().take(room).read_until(b'\n', &mut line)?;
    if line.pop_if(|byte| *byte == b'\n').is_some() {
        return Ok(Some(given::Line::Whole(line)));
    }
    if line.len() <= given::LIMIT {
        return Ok(None);
    }
    source.skip_until(b'\n')?;
    Ok(Some(given::Line::TooLong))
}
