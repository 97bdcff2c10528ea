//! One `read` is not one message: what arrived is cut anywhere, and `lines` puts it together.
//! prints: a read: "inc a\nin"
//! prints: a line: "inc a"
//! prints: a line: "inc b"

use std::io::{self, BufRead, BufReader, Read};

fn main() -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = arrived().read(&mut buffer)?;
    println!("a read: {:?}", str::from_utf8(&buffer[..length]).unwrap());

    // region: lines
    for line in BufReader::new(arrived()).lines() {
        println!("a line: {:?}", line?);
    }
    // endregion
    Ok(())
}

/// Two requests, which the network has cut in the middle of the second.
fn arrived() -> impl Read {
    (&b"inc a\nin"[..]).chain(&b"c b\n"[..])
}
