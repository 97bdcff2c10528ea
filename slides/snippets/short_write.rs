//! `write` takes what there is room for; `write_all` goes on until nothing is left.
//! prints: write took 4 of 6 bytes
//! prints: write took 2 of 2 bytes

use std::io::{self, Write};

/// A connection with room for four bytes at a time.
struct Narrow;

impl Write for Narrow {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        Ok(data.len().min(4))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> io::Result<()> {
    let mut stream = Narrow;
    // region: loop
    let mut data = &b"hello\n"[..];
    while !data.is_empty() {
        let taken = stream.write(data)?;
        println!("write took {taken} of {} bytes", data.len());
        data = &data[taken..];
    }
    // endregion
    stream.write_all(b"hello\n")
}
