//! One write and two reads, and a character that is cut between them: its three bytes are
//! no text until they are together again.
//! prints: hi �
//! prints: ��

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;

    // region: reads
    client.write_all("hi €".as_bytes())?;
    wait_until_arrived(&server, 6)?;
    let mut buffer = [0; 4];
    for _ in 0..2 {
        let length = server.read(&mut buffer)?;
        let bytes = &buffer[..length];
        println!("{}", String::from_utf8_lossy(bytes));
    }
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
