//! What knows no socket is tested without a network: bytes in, bytes out.
//! runs

use std::io::{self, BufRead};

fn process_data(data: &[u8]) -> Vec<u8> {
    data.to_ascii_uppercase()
}

/// Any source of bytes will do: a connection, a file, an array.
fn read_line(source: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    source.read_until(b'\n', &mut line)?;
    Ok(line)
}

fn main() -> io::Result<()> {
    // region: tests
    assert_eq!(process_data(b"hello"), b"HELLO");

    let mut source: &[u8] = b"first\nsecond\n";
    assert_eq!(read_line(&mut source)?, b"first\n");
    assert_eq!(source, b"second\n");
    // endregion
    Ok(())
}
