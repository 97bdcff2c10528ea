//! `quit` shuts every connection down, so that the threads come to an end.
//!
//! role: server
//! caught by: quit-finishes-clients, quit-refuses

use std::collections::HashMap;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| server.start(move || echo(stream)));
    drop(listener);
    for stream in streams().values() {
        let _ = stream.shutdown(Shutdown::Both);
    }
    server.finish();
}

type Streams = HashMap<SocketAddr, TcpStream>;
static STREAMS: LazyLock<Mutex<Streams>> = LazyLock::new(Mutex::default);

fn echo(stream: TcpStream) -> io::Result<()> {
    let peer = stream.peer_addr()?;
    streams().insert(peer, stream.try_clone()?);
    let result = given::echo(stream);
    streams().remove(&peer);
    result
}

fn streams() -> MutexGuard<'static, Streams> {
    STREAMS.lock().unwrap_or_else(PoisonError::into_inner)
}
