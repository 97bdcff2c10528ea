//! One stream for all threads, the first one: a `static` that is set once.
//!
//! role: server
//! caught by: next-client, silent-client

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static STREAM: OnceLock<TcpStream> = OnceLock::new();

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    let mut stream = STREAM.get_or_init(|| stream);
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return stream.shutdown(Shutdown::Both);
        }
        stream.write_all(&buffer[..length])?;
    }
}
