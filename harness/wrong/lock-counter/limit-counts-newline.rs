//! Its limit counts the line ending: of 1024 bytes, 1023 are left.
//!
//! role: server
//! caught by: long-lines

use std::io::{self, BufRead, Read};

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let mut line = Vec::new();
    let room = given::LIMIT as u64;
    source.by_ref().take(room).read_until(b'\n', &mut line)?;
    if line.ends_with(b"\n") {
        let request = given::without_ending(&line);
        return Ok(Some(given::Line::Whole(request.to_vec())));
    }
    if line.len() < given::LIMIT {
        return Ok(None);
    }
    source.skip_until(b'\n')?;
    Ok(Some(given::Line::TooLong))
}
