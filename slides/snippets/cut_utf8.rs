//! A read may end inside a character; a line cannot.
//! prints: Err(Utf8Error { valid_up_to: 0, error_len: None })
//! prints: Ok("€\n")

use std::io::{self, BufRead, BufReader, Read};

fn main() -> io::Result<()> {
    // The network has cut the euro sign: two of its bytes first, then the rest.
    let stream = || (&b"\xe2\x82"[..]).chain(&b"\xac\n"[..]);

    // region: decode
    let mut buffer = [0; 1024];
    let length = stream().read(&mut buffer)?;
    println!("{:?}", str::from_utf8(&buffer[..length]));

    let mut line = Vec::new();
    BufReader::new(stream()).read_until(b'\n', &mut line)?;
    println!("{:?}", str::from_utf8(&line));
    // endregion
    Ok(())
}
