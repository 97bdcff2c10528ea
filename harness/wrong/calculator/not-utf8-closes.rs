//! `?` on the conversion to text: what is not UTF-8 ends the connection.
//!
//! role: server
//! caught by: any-requests, not-utf8

use std::io;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_lines(next_line, given::answer)
}

fn next_line(source: &mut given::Source) -> io::Result<Option<given::Line>> {
    let line = given::next_line(source)?;
    if let Some(given::Line::Whole(request)) = &line {
        str::from_utf8(request).map_err(io::Error::other)?;
    }
    Ok(line)
}
