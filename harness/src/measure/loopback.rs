//! A server that does nothing but send back what it reads: what this machine's loopback allows.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread::{self, JoinHandle};

use rustix::event::{PollFd, PollFlags, poll};

/// The server; it ends when it is dropped.
pub struct Loopback {
    /// Where it listens.
    pub address: SocketAddr,
    // Taken by the drop: the thread reads the end of its other side, and ends.
    alive: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
}

impl Loopback {
    /// Starts it on a thread of its own.
    ///
    /// # Errors
    /// There are no descriptors, ports or threads left.
    pub fn start() -> io::Result<Loopback> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (alive, end) = UnixStream::pair()?;
        let thread = thread::Builder::new()
            .name("loopback".into())
            // An error is of the descriptors' running out; the clients are told by silence.
            .spawn(move || drop(serve(&listener, &end)))?;
        Ok(Loopback {
            address,
            alive: Some(alive),
            thread: Some(thread),
        })
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        drop(self.alive.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves all clients, until the other side of `end` is dropped.
fn serve(listener: &TcpListener, end: &UnixStream) -> io::Result<()> {
    let mut clients: Vec<TcpStream> = Vec::new();
    loop {
        let mut all = vec![
            PollFd::new(end, PollFlags::IN),
            PollFd::new(listener, PollFlags::IN),
        ];
        all.extend(
            clients
                .iter()
                .map(|client| PollFd::from_borrowed_fd(client.as_fd(), PollFlags::IN)),
        );
        poll(&mut all, None)?;
        let is_ready: Vec<bool> = all.iter().map(|one| !one.revents().is_empty()).collect();
        if is_ready[0] {
            return Ok(());
        }
        let mut place = 2;
        clients.retain_mut(|client| {
            place += 1;
            !is_ready[place - 1] || send_back(client).is_ok()
        });
        if is_ready[1] {
            accept_all(listener, &mut clients)?;
        }
    }
}

fn accept_all(listener: &TcpListener, clients: &mut Vec<TcpStream>) -> io::Result<()> {
    loop {
        match listener.accept() {
            Ok((client, _)) => {
                client.set_nonblocking(true)?;
                clients.push(client);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Sends back what has come, in one piece: a request is a few bytes.
///
/// # Errors
/// The client has left.
fn send_back(client: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    match client.read(&mut buffer)? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        length => client.write_all(&buffer[..length]),
    }
}
