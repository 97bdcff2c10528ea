//! The server: binds, listens, accepts, and serves one client after another.

use std::io;
use std::net::{SocketAddr, TcpStream};

/// What is to be sent back for `data`, bytes just received.
///
/// An echo server has the simplest answer that there is. The bytes may be anything: text,
/// half a letter, zeros, or a picture of a cat.
pub fn process_data(data: &[u8]) -> Vec<u8> {
    todo!(
        "step 2: return what is sent back for these {} bytes",
        data.len()
    )
}

/// Serves one client until it has finished sending.
///
/// Receives up to 1024 bytes at a time, and sends back what [`process_data`] makes of them,
/// all of it, before it waits for more. Returns once the client has finished sending and has
/// got everything back; the connection is then closed.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and the caller goes on with the next one.
pub fn handle_client(stream: TcpStream) -> io::Result<()> {
    todo!("step 2, then 3 to 5: receive from {stream:?} and send back")
}

/// Listens on `address`, says so, and serves one client after another, for ever.
///
/// The line `listening on IP:PORT` on stdout names the address that the socket is really
/// bound to: the port in `address` may be 0, and then the system chooses one. Nothing that a
/// client does, and no error of a single `accept`, ends the loop.
///
/// # Errors
///
/// If `address` cannot be bound. (`main` turns the error into a message and exit status 1.)
pub fn serve(address: SocketAddr) -> io::Result<()> {
    todo!("step 1: bind {address} and print the banner; step 2: accept clients in a loop")
}
