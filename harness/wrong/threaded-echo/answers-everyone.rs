//! A chat, not an echo: what one client sends, all clients get.
//!
//! role: server
//! caught by: silent-client

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

type Clients = HashMap<SocketAddr, Arc<TcpStream>>;
static CLIENTS: LazyLock<Mutex<Clients>> = LazyLock::new(Mutex::default);

fn main() {
    operator::run(|stream| {
        let peer = stream.peer_addr()?;
        let stream = Arc::new(stream);
        clients().insert(peer, Arc::clone(&stream));
        let result = chat(&stream);
        clients().remove(&peer);
        result
    })
}

fn chat(mut stream: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        // Copied, so that nobody waits for the lock while somebody does not read.
        let all: Vec<Arc<TcpStream>> = clients().values().cloned().collect();
        for client in all {
            // Whoever breaks off is lost by the thread that serves it.
            let _ = client.as_ref().write_all(&buffer[..length]);
        }
    }
}

fn clients() -> MutexGuard<'static, Clients> {
    CLIENTS.lock().unwrap_or_else(PoisonError::into_inner)
}
