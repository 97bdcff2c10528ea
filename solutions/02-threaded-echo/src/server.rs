//! The server: accepts clients, until the operator ends it.

use std::io;
use std::mem;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::clients::Clients;
use crate::console::{self, log, say};

/// What the accept loop and the console share.
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
    pub fn quit(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        // `accept` returns when somebody comes, so somebody does. It fails where a client was
        // quicker, and the listener is closed already.
        let _ = TcpStream::connect(self.address);
    }
}

/// Listens on `address`, says so, and serves each client on a thread of its own, until
/// [`Server::quit`] is called and the last client has finished.
///
/// # Errors
///
/// If `address` cannot be bound.
pub fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    let server = Arc::new(Server::new(listener.local_addr()?));
    say(format_args!("listening on {}", server.address));
    console::start(Arc::clone(&server))?;

    accept_clients(&listener, &server);
    // Closed: whoever comes now is refused, while those who are here finish.
    drop(listener);

    let clients = mem::take(&mut *server.clients());
    let served = clients.join_all();
    say(format_args!("served {served} clients"));
    Ok(())
}

/// Starts a thread for each client that comes.
fn accept_clients(listener: &TcpListener, server: &Server) {
    loop {
        let accepted = listener.accept();
        // What was accepted then is the call from `quit`, or a client that came too late.
        if server.stopping.load(Ordering::SeqCst) {
            return;
        }
        let started = accepted.and_then(|(stream, peer)| {
            let mut clients = server.clients();
            clients.join_ended();
            clients.start(stream, peer)
        });
        if let Err(error) = started {
            log(format_args!("accept: {error}"));
            // Out of descriptors or threads, say: give the clients a moment to leave.
            thread::sleep(Duration::from_millis(50));
        }
    }
}
