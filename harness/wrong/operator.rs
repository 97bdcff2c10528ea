//! What the wrong programs of the threaded server share, and do right: a thread for each client,
//! and the operator's console. Each program has its own mistake in its own file, and takes the
//! rest from here and from `given.rs`.

// No program uses all of it.
#![allow(dead_code)]

use std::io::{self, BufRead};
use std::mem;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::given;

/// What the accept loop and the console share.
pub struct Server {
    address: SocketAddr,
    stopping: AtomicBool,
    clients: Mutex<Clients>,
}

/// The clients' threads: those that have not been joined, and how many have been.
#[derive(Default)]
pub struct Clients {
    pub threads: Vec<JoinHandle<()>>,
    pub finished: usize,
}

impl Server {
    /// A server without clients.
    pub fn of(listener: &TcpListener) -> Arc<Server> {
        let address = listener.local_addr();
        Arc::new(Server {
            address: address.unwrap_or_else(|error| given::fail(error)),
            stopping: AtomicBool::new(false),
            clients: Mutex::default(),
        })
    }

    /// Its clients, locked.
    pub fn clients(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the console.
    pub fn console(self: &Arc<Server>) {
        let (asked, told) = (Arc::clone(self), Arc::clone(self));
        console(
            move || say_status(asked.clients().count()),
            move || told.quit(),
        );
    }

    /// Serves each client as `serve` does, until the operator has had enough.
    pub fn accept_each(
        &self,
        listener: &TcpListener,
        mut serve: impl FnMut(TcpStream) -> io::Result<()>,
    ) {
        loop {
            let accepted = listener.accept();
            if self.is_stopping() {
                return;
            }
            if let Err(error) = accepted.and_then(|(stream, _)| serve(stream)) {
                given::complain(format!("accept: {error}"));
                thread::sleep(Duration::from_millis(50));
            }
        }
    }

    /// Serves a client on a thread of its own.
    pub fn start(&self, serve: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
        let mut clients = self.clients();
        clients.join_ended();
        let thread = thread::Builder::new().spawn(move || complain_of(serve()))?;
        clients.threads.push(thread);
        Ok(())
    }

    /// Whether the operator has had enough.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Lets the accept loop know, wherever it is, that the operator has had enough.
    pub fn quit(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }

    /// Lets the clients finish.
    pub fn finish(&self) {
        let clients = mem::take(&mut *self.clients());
        say_served(clients.join_all());
    }
}

impl Clients {
    /// Joins the threads that have ended.
    pub fn join_ended(&mut self) {
        for thread in self.threads.extract_if(.., |thread| thread.is_finished()) {
            let _ = thread.join();
            self.finished += 1;
        }
    }

    /// How many are active, and how many have finished.
    pub fn count(&mut self) -> (usize, usize) {
        self.join_ended();
        (self.threads.len(), self.finished)
    }

    /// Waits for all; says how many there have been.
    pub fn join_all(self) -> usize {
        let served = self.finished + self.threads.len();
        for thread in self.threads {
            let _ = thread.join();
        }
        served
    }
}

/// The whole server: `serve` on a thread for each client.
pub fn run(serve: fn(TcpStream) -> io::Result<()>) {
    run_at(given::listen(), serve);
}

/// The same, with a listener.
pub fn run_at(listener: TcpListener, serve: fn(TcpStream) -> io::Result<()>) {
    let server = Server::of(&listener);
    server.console();
    server.accept_each(&listener, |stream| server.start(move || serve(stream)));
    drop(listener);
    server.finish();
}

/// Listens to the operator, on a thread of its own.
pub fn console(status: impl FnMut() + Send + 'static, quit: impl FnOnce() + Send + 'static) {
    spawn(move || obey(status, quit));
}

/// Does what the operator types, up to `quit` or the end of input.
pub fn obey(mut status: impl FnMut(), quit: impl FnOnce()) {
    while let Some(line) = next_line() {
        match line.as_slice() {
            b"status" => status(),
            b"quit" => break,
            _ => {}
        }
    }
    quit();
}

/// What the operator types next; nothing at the end of input.
pub fn next_line() -> Option<Vec<u8>> {
    let mut line = Vec::new();
    match io::stdin().lock().read_until(b'\n', &mut line) {
        Err(_) | Ok(0) => None,
        Ok(_) => {
            line.pop_if(|last| *last == b'\n');
            line.pop_if(|last| *last == b'\r');
            Some(line)
        }
    }
}

/// A thread; if there is none to be had, the program ends with a message.
pub fn spawn(work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let spawned = thread::Builder::new().spawn(work);
    spawned.unwrap_or_else(|error| given::fail(error))
}

/// Tells of a client that was lost.
pub fn complain_of(result: io::Result<()>) {
    if let Err(error) = result {
        given::complain(format!("client: {error}"));
    }
}

/// Answers `status`.
pub fn say_status((active, finished): (usize, usize)) {
    given::say(format!("active {active} finished {finished}\n").as_bytes());
}

/// Answers `quit`.
pub fn say_served(clients: usize) {
    given::say(format!("served {clients} clients\n").as_bytes());
}
