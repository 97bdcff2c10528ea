//! Throws away a line that is too long together with all that has arrived behind it.
//!
//! role: server
//! caught by: any-requests

use std::io::{self, BufRead};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let line = given::next_line(source)?;
    if matches!(line, Some(given::Line::TooLong)) {
        let arrived = source.buffer().len();
        source.consume(arrived);
    }
    Ok(line)
}
