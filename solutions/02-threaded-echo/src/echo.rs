//! What one client gets: the echo of lab 1.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// What is to be sent back for `data`, bytes just received.
pub fn process_data(data: &[u8]) -> Vec<u8> {
    data.to_vec()
}

/// Serves one client until it has finished sending.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and no other.
pub fn handle_client(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&process_data(&buffer[..length]))?;
    }
}
