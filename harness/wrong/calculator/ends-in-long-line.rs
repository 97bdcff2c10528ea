//! Takes the end of the input in a line that is too long for something that cannot be, and ends.
//!
//! role: server
//! caught by: last-line

use std::io::{self, BufRead};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let mut line = Vec::new();
    loop {
        let available = source.fill_buf()?;
        if available.is_empty() {
            if line.len() > given::LIMIT {
                given::fail("the line has no end");
            }
            return Ok(None);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(available.len(), |end| end + 1);
        // Of a line that is too long no more is kept than shows that it is.
        let room = (given::LIMIT + 3_usize).saturating_sub(line.len());
        line.extend_from_slice(&available[..length.min(room)]);
        source.consume(length);
        if end.is_some() {
            let line = given::without_ending(&line);
            return Ok(Some(if line.len() > given::LIMIT {
                given::Line::TooLong
            } else {
                given::Line::Whole(line.to_vec())
            }));
        }
    }
}
