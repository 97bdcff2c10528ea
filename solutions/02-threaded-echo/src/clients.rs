//! The clients: a thread for each, joined once it has ended.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};

use crate::console::log;
use crate::echo::handle_client;

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
    /// Serves one more client, on a thread of its own.
    ///
    /// # Errors
    ///
    /// If the system has no thread to give. The connection is then closed.
    pub fn start(&mut self, stream: TcpStream, peer: SocketAddr) -> io::Result<()> {
        // The name is what a panic's message begins with.
        let thread = thread::Builder::new()
            .name(format!("client {peer}"))
            .spawn(move || {
                if let Err(error) = handle_client(stream) {
                    log(format_args!("client {peer}: {error}"));
                }
            })?;
        self.threads.push(thread);
        Ok(())
    }

    /// Joins the threads that have ended, and no others: it never waits for a client.
    pub fn join_ended(&mut self) {
        for thread in self.threads.extract_if(.., |thread| thread.is_finished()) {
            join(thread);
            self.finished += 1;
        }
    }

    /// How many clients there are, and were.
    pub fn status(&mut self) -> Status {
        self.join_ended();
        Status {
            active: self.threads.len(),
            finished: self.finished,
        }
    }

    /// Waits for every client to finish, however long it stays. Returns how many clients there
    /// have been.
    pub fn join_all(self) -> usize {
        let served = self.finished + self.threads.len();
        self.threads.into_iter().for_each(join);
        served
    }
}

/// Waits for the end of a thread.
fn join(thread: JoinHandle<()>) {
    // An error means that it panicked: it has said so itself, and it was one client's end.
    let _ = thread.join();
}
