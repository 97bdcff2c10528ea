//! The clients: a thread for each, joined once it has ended.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;

/// All clients since the server was started.
#[derive(Debug, Default)]
pub struct Clients {
    /// A thread for each client, until it is joined.
    pub threads: Vec<JoinHandle<()>>,
    /// How many threads have been joined.
    pub finished: usize,
}

/// What the operator learns by `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The clients that are being served.
    pub active: usize,
    /// The clients that were served, and have ended.
    pub finished: usize,
}

impl Clients {
    /// Serves one more client, on a thread of its own, and keeps that thread's handle.
    ///
    /// Returns as soon as the thread runs. Where the connection breaks, it is this thread that
    /// ends, with a message on stderr.
    ///
    /// # Errors
    ///
    /// If the system has no thread to give. The connection is then closed.
    pub fn start(&mut self, stream: TcpStream, peer: SocketAddr) -> io::Result<()> {
        todo!("step 1: serve {peer} ({stream:?}) on a thread, one of {self:?}")
    }

    /// Joins the threads that have ended, and no others: it never waits for a client.
    ///
    /// A thread may have ended by a panic. It counts like the others.
    pub fn join_ended(&mut self) {
        todo!("step 3: join those of {:?} that have ended", self.threads)
    }

    /// How many clients there are, and were, at this moment. The console prints it.
    pub fn status(&mut self) -> Status {
        todo!("step 4: count the active and the finished among {self:?}")
    }

    /// Waits for every client to finish, however long it stays. Returns how many clients there
    /// have been since the server was started.
    pub fn join_all(self) -> usize {
        todo!("step 5: join the rest of {self:?}")
    }
}
