//! A buffer for each client in a map, and nobody takes it out when the client has left.
//!
//! role: server
//! caught by: tidy-threads

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

type Buffer = Arc<Mutex<Vec<u8>>>;
static BUFFERS: LazyLock<Mutex<HashMap<SocketAddr, Buffer>>> = LazyLock::new(Mutex::default);

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let buffer = Buffer::new(Mutex::new(vec![b' '; 16 * 1024]));
    BUFFERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(stream.peer_addr()?, Arc::clone(&buffer));
    let mut buffer = buffer.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length])?;
    }
}
