//! The server: accepts clients, until the operator ends it.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clients::Clients;

/// What the accept loop and the console share. Given, with [`Server::new`] and
/// [`Server::clients`].
#[derive(Debug)]
pub struct Server {
    /// Where the server listens.
    pub address: SocketAddr,
    /// Whether the operator wants it to end.
    pub stopping: AtomicBool,
    clients: Mutex<Clients>,
}

impl Server {
    /// A server without clients, listening on `address`.
    pub fn new(address: SocketAddr) -> Server {
        Server {
            address,
            stopping: AtomicBool::new(false),
            clients: Mutex::default(),
        }
    }

    /// The clients, locked: whoever else asks for them waits until the guard is dropped.
    pub fn clients(&self) -> MutexGuard<'_, Clients> {
        // A thread that panicked with the lock has ended; the list is none the worse for it.
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes [`serve`] stop accepting. Does not wait for the clients to finish.
    ///
    /// The console calls it, on its own thread, for `quit` and at the end of input; at this
    /// moment, `serve` waits in `accept`.
    pub fn quit(&self) {
        todo!("step 5: make the loop at {} end", self.address)
    }
}

/// Listens on `address`, says so, and serves each client on a thread of its own, until
/// [`Server::quit`] is called and the last client has finished.
///
/// Once it listens it starts the console, with an `Arc` of the [`Server`] that both share:
/// [`console::start`](crate::console::start). Nothing that a client does, and no error of a
/// single `accept`, ends the loop. When it is to end, the listener is closed first, then all
/// clients are waited for, then `served N clients` is printed.
///
/// # Errors
///
/// If `address` cannot be bound. (`main` turns the error into a message and exit status 1.)
pub fn serve(address: SocketAddr) -> io::Result<()> {
    todo!("step 1: bind {address}, print the banner, start the console, accept in a loop")
}
