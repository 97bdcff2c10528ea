//! A client that has finished sending is seen by a `read` that returns 0.
//! prints: read 4 bytes
//! prints: read 0 bytes

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut buffer = [0; 1024];

    // region: end
    client.write_all(b"bye\n")?;
    client.shutdown(Shutdown::Write)?;

    let length = server.read(&mut buffer)?;
    println!("read {length} bytes");
    let length = server.read(&mut buffer)?;
    println!("read {length} bytes");
    // endregion
    Ok(())
}
