//! The server: binds, listens, accepts, and serves each client in a thread of its own.
//!
//! Given is the server of the lecture, which answers one request of each client. Yours
//! (steps 1, 4 and 5) answers as many as the client likes to send.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use crate::calculator::process_data;

/// Serves one client.
///
/// Given: what one `read` brings is the request, what is sent is the reply, and then it closes.
/// Wanted: a reply for each line, in order, until the client has finished sending.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and no other.
pub fn handle_client(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    stream.write_all(&process_data(&buffer[..length]))
}

/// Listens on `address` and serves each client in a thread of its own, for ever.
///
/// Given: an `accept` that fails ends the server, and nobody is told the address.
/// Wanted: the banner of the other labs, and a loop that only the operator ends.
///
/// # Errors
///
/// If `address` cannot be bound. (`main` turns the error into a message and exit status 1.)
pub fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("The calculator waits for clients");

    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || handle_client(stream));
    }
    Ok(())
}
