//! A stream has no messages: what was written twice is read at once.
//! prints: 12 bytes: hello world\n

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut buffer = [0; 1024];

    // region: writes
    client.write_all(b"hello ")?;
    client.write_all(b"world\n")?;
    wait_until_arrived(&server, 12)?;

    let length = server.read(&mut buffer)?;
    let bytes = buffer[..length].escape_ascii();
    println!("{length} bytes: {bytes}");
    // endregion
    Ok(())
}

/// Returns once so many bytes can be read. None of them is taken.
fn wait_until_arrived(stream: &TcpStream, length: usize) -> io::Result<()> {
    let mut seen = [0; 1024];
    while stream.peek(&mut seen)? < length {
        thread::yield_now();
    }
    Ok(())
}
