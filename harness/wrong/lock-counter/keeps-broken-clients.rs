//! A list of who is connected, from which a `?` leaves out those who break off: each leaves a
//! descriptor behind.
//!
//! role: server
//! caught by: no-growth

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

#[path = "../counter.rs"]
mod given;

static CONNECTED: LazyLock<Mutex<HashMap<SocketAddr, TcpStream>>> = LazyLock::new(Mutex::default);

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    let peer = stream.peer_addr()?;
    connected().insert(peer, stream.try_clone()?);
    given::converse(stream, given::next_line, given::answer)?;
    connected().remove(&peer);
    Ok(())
}

fn connected() -> MutexGuard<'static, HashMap<SocketAddr, TcpStream>> {
    CONNECTED.lock().unwrap_or_else(PoisonError::into_inner)
}
