//! A reader of lines that no client can make use more memory than it should.
//! prints: Some([97, 100, 100, 32, 50, 32, 51])
//! prints: None
//! prints: a line is too long

use std::io::{self, BufRead, Error, Read};

const LIMIT: u64 = 16;

type Line = Option<Vec<u8>>;

// region: read_line
fn read_line(from: &mut impl BufRead) -> io::Result<Line> {
    let mut line = Vec::new();
    from.take(LIMIT + 1).read_until(b'\n', &mut line)?;
    if line.pop_if(|byte| *byte == b'\n').is_some() {
        return Ok(Some(line));
    }
    if line.len() as u64 > LIMIT {
        return Err(Error::other("a line is too long"));
    }
    Ok(None)
}
// endregion

fn main() {
    // In a server, this is a `BufReader::new(&stream)`: one for the whole connection.
    for mut source in [&b"add 2 3\nadd"[..], b"add", b"multiply 12345678 9\n"] {
        match read_line(&mut source) {
            Ok(line) => println!("{line:?}"),
            Err(error) => println!("{error}"),
        }
    }
}
