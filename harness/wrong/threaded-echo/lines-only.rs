//! Sends back whole lines only: it waits for a `\n` that may never come.
//!
//! role: server
//! caught by: interleaving, many-messages, nothing-added

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        stream.write_all(&line)?;
        line.clear();
    }
    Ok(())
}
