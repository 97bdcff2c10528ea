//! One line of a stream, of bounded length: nobody may send a line that fills the memory.

use std::io::{self, BufRead};

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
/// The memory it takes is bounded, however long the line. What follows the `\n` is left in
/// `source` for the next call.
///
/// # Errors
///
/// If `source` cannot be read.
pub fn read_line(source: &mut impl BufRead) -> io::Result<Option<Line>> {
    todo!(
        "steps 1 and 4: read up to a \\n from {}, and keep at most {LIMIT} bytes of it",
        std::any::type_name_of_val(source)
    )
}
