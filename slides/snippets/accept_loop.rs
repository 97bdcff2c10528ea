//! Bind, listen, accept: the shape of a server that serves one client after another. Here the
//! port has a listener already, and so `bind` fails.
//! prints: AddrInUse

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};

// region: serve
fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);

    loop {
        let (stream, peer) = listener.accept()?;
        if let Err(error) = handle_client(stream) {
            eprintln!("client {peer}: {error}");
        }
    }
}
// endregion

fn handle_client(mut stream: TcpStream) -> io::Result<()> {
    let mut replies = stream.try_clone()?;
    io::copy(&mut stream, &mut replies).map(|_bytes| ())
}

fn main() -> io::Result<()> {
    let other = TcpListener::bind("127.0.0.1:0")?;
    if let Err(error) = serve(other.local_addr()?) {
        println!("{:?}", error.kind());
    }
    Ok(())
}
