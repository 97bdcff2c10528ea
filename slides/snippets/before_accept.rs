//! A client is connected, and may send, before the server calls `accept`.
//! prints: the server accepts, and reads "inc a\n"

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

fn main() -> io::Result<()> {
    // region: before
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    client.write_all(b"inc a\n")?; // Nobody has called accept.
    let (mut stream, _) = listener.accept()?;
    // endregion
    client.shutdown(Shutdown::Write)?;
    let mut request = String::new();
    stream.read_to_string(&mut request)?;
    println!("the server accepts, and reads {request:?}");
    Ok(())
}
