//! The server: binds, listens, accepts, and serves one client after another.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// What is to be sent back for `data`, bytes just received.
pub fn process_data(data: &[u8]) -> Vec<u8> {
    data.to_vec()
}

/// Serves one client until it has finished sending.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and the caller goes on with the next one.
pub fn handle_client(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        // However the client cut its bytes, they arrive in pieces of the network's choosing.
        let length = stream.read(&mut buffer)?;
        // No bytes means that none will follow; dropping the stream closes our side.
        if length == 0 {
            return Ok(());
        }
        // `write` may take fewer bytes than it is given; `write_all` goes on until all are out.
        stream.write_all(&process_data(&buffer[..length]))?;
    }
}

/// Listens on `address`, says so, and serves one client after another, for ever.
///
/// # Errors
///
/// If `address` cannot be bound.
pub fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    announce(listener.local_addr()?);

    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                // An error here is the end of one client, not of the server.
                if let Err(error) = handle_client(stream) {
                    log(format_args!("client {peer}: {error}"));
                }
            }
            Err(error) => {
                log(format_args!("accept: {error}"));
                // Out of descriptors, say: give the system a moment instead of asking in a hot loop.
                thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// Prints the banner. Nobody may be left to read it (`println!` would panic then), but clients
/// can still be served.
fn announce(address: SocketAddr) {
    if let Err(error) = writeln!(io::stdout(), "listening on {address}") {
        log(format_args!("stdout: {error}"));
    }
}

/// Tells the operator, who may have closed stderr: `eprintln!` would panic then.
fn log(message: fmt::Arguments) {
    let _ = writeln!(io::stderr(), "{message}");
}
