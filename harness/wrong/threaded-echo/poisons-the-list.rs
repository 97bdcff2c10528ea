//! Panics with the list of clients locked, and everybody else unwraps the lock: the first client that
//! resets takes all others with it.
//!
//! role: server
//! caught by: after-reset

use std::collections::HashSet;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static CLIENTS: LazyLock<Mutex<HashSet<SocketAddr>>> = LazyLock::new(Mutex::default);

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    CLIENTS.lock().unwrap().insert(stream.peer_addr()?);
    let result = given::echo(stream.try_clone()?);
    // A connection that was reset has no peer any more.
    CLIENTS.lock().unwrap().remove(&stream.peer_addr().unwrap());
    result
}
