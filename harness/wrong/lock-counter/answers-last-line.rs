//! Takes a last line without its `\n` for a request, though its client may have meant to say more.
//!
//! role: server
//! caught by: last-line

use std::io::{self, BufRead, Read};

#[path = "../counter.rs"]
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
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() == room && !line.ends_with(b"\n") {
        source.skip_until(b'\n')?;
    }
    let request = given::without_ending(&line);
    if request.len() > given::LIMIT {
        return Ok(Some(given::Line::TooLong));
    }
    Ok(Some(given::Line::Whole(request.to_vec())))
}
