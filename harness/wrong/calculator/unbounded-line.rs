//! Keeps a line whole before it looks how long it is.
//!
//! role: server
//! caught by: flood

use std::io::{self, BufRead};

#[path = "../calculator.rs"]
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
    let request = given::without_ending(&line);
    if request.len() > given::LIMIT {
        return Ok(Some(given::Line::TooLong));
    }
    Ok(Some(given::Line::Whole(request.to_vec())))
}
