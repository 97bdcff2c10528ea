//! One line of a stream, of bounded length: nobody may send a line that fills the memory. Given.

use std::io::{self, BufRead, Read};

/// The longest line that is read, in bytes, without its ending.
pub const LIMIT: usize = 1024;

/// What stands before a `\n`.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A line without its ending, `\n` or `\r\n`.
    Whole(Vec<u8>),
    /// A line of more than [`LIMIT`] bytes. It has been read to its end, and thrown away.
    TooLong,
}

/// Reads the next line, or `None` at the end of input. A last line without `\n` is none.
///
/// The memory it takes is bounded, however long the line.
///
/// # Errors
///
/// If `source` cannot be read.
pub fn read_line(source: &mut impl BufRead) -> io::Result<Option<Line>> {
    // Room for the longest line that is allowed, and its ending.
    let room = LIMIT + b"\r\n".len();
    let mut line = Vec::new();
    source
        .by_ref()
        .take(room as u64)
        .read_until(b'\n', &mut line)?;

    if line.pop_if(|byte| *byte == b'\n').is_none() {
        if line.len() < room {
            // Neither the `\n` nor the limit: the input has ended.
            return Ok(None);
        }
        // The rest belongs to the same line. Nothing of it is kept.
        source.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    line.pop_if(|byte| *byte == b'\r');

    // In the room for `\r\n`, a line with `\n` alone may be a byte too long.
    if line.len() > LIMIT {
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(line)))
}
