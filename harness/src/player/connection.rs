//! The harness's end of one connection of a talk.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use rustix::event::PollFlags;
use socket2::{Domain, SockRef, Socket, Type};

use super::inbox::{End, Inbox};
use crate::observe::{Link, Reads};
use crate::transcript::{Excerpt, What};

/// How much may wait unread in an inbox before no more is read, in bytes: a program that floods
/// fills its own socket, not our memory.
const FULL: usize = 8 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;

/// One end of a connection, which neither blocks when it sends nor when it reads.
#[derive(Debug)]
pub struct Connection {
    /// What came.
    pub inbox: Inbox,
    name: String,
    stream: TcpStream,
    state: State,
    reads: Reads,
    outgoing: Vec<u8>,
    sent: usize,
    parting: Option<Parting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Connecting,
    Open,
}

/// How much the kernel takes in for us while we do not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// What the system gives.
    Usual,
    /// Little, so that a program that writes to a peer that has stalled soon blocks.
    Small,
}

/// The receive buffer of a peer that stalls, in bytes.
const SMALL: usize = 16 * 1024;

/// How a peer leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// Half-close, once all is sent.
    Finish,
    /// Close.
    Close,
    /// RST, at once.
    Reset,
}

impl Connection {
    /// Begins to connect.
    pub fn open(name: String, address: SocketAddr, window: Window) -> io::Result<Connection> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if window == Window::Small {
            socket.set_recv_buffer_size(SMALL)?;
        }
        socket.set_nonblocking(true)?;
        match socket.connect(&address.into()) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(IN_PROGRESS) => {}
            Err(error) => return Err(error),
        }
        Connection::new(name, socket.into(), State::Connecting)
    }

    /// Takes over a connection that the program made.
    pub fn accepted(name: String, stream: TcpStream) -> io::Result<Connection> {
        stream.set_nonblocking(true)?;
        Connection::new(name, stream, State::Open)
    }

    fn new(name: String, stream: TcpStream, state: State) -> io::Result<Connection> {
        // What a talk cuts must not be put together again.
        stream.set_nodelay(true)?;
        Ok(Connection {
            inbox: Inbox::default(),
            name,
            stream,
            state,
            reads: Reads::Always,
            outgoing: Vec::new(),
            sent: 0,
            parting: None,
        })
    }

    /// The socket, to be polled.
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Whether the connection has been made.
    ///
    /// # Errors
    /// It was refused.
    pub fn poll_connected(&mut self) -> io::Result<Option<()>> {
        if self.state == State::Connecting {
            if let Some(error) = self.stream.take_error()? {
                return Err(error);
            }
            if self.stream.peer_addr().is_err() {
                return Ok(None);
            }
            self.state = State::Open;
        }
        Ok(Some(()))
    }

    /// What to poll for.
    pub fn interest(&self) -> PollFlags {
        let mut interest = PollFlags::empty();
        if self.state == State::Connecting || self.is_sending() {
            interest |= PollFlags::OUT;
        }
        if self.is_reading() {
            interest |= PollFlags::IN;
        }
        interest
    }

    fn is_reading(&self) -> bool {
        self.state == State::Open
            && self.reads == Reads::Always
            && self.inbox.ended().is_none()
            && self.inbox.waiting().len() < FULL
    }

    /// Sends after what is being sent.
    pub fn send(&mut self, bytes: Vec<u8>) {
        if self.outgoing.is_empty() {
            self.outgoing = bytes;
        } else {
            self.outgoing.extend(bytes);
        }
        self.send_on();
    }

    /// Whether there is something left to send.
    pub fn is_sending(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Reads nothing from now on.
    pub fn stall(&mut self) {
        self.reads = Reads::Stalled;
    }

    /// Reads again.
    pub fn read_on(&mut self) {
        self.reads = Reads::Always;
    }

    /// Leaves, or half-closes once all is sent.
    pub fn part(&mut self, parting: Parting) {
        if parting == Parting::Reset {
            // Linger of zero: close sends an RST and throws the rest away (socket(7)).
            let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        }
        self.parting = Some(parting);
        self.send_on();
    }

    /// Moves what can be moved without waiting, and says what came.
    pub fn move_on(&mut self, ready: PollFlags) -> Vec<What> {
        let mut events = Vec::new();
        if self.state == State::Connecting {
            return events;
        }
        self.send_on();
        if ready.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR) {
            self.read(&mut events);
        }
        events
    }

    fn read(&mut self, events: &mut Vec<What>) {
        let mut chunk = [0; CHUNK];
        while self.is_reading() {
            match self.stream.read(&mut chunk) {
                Ok(0) => {
                    self.inbox.end(End::Finished);
                    events.push(What::TheyEnded);
                }
                Ok(count) => {
                    self.inbox.push(&chunk[..count]);
                    events.push(What::Received(Excerpt::of(&chunk[..count])));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => {
                    self.inbox.end(End::Reset);
                    events.push(What::TheyReset);
                }
            }
        }
    }

    fn send_on(&mut self) {
        while self.sent < self.outgoing.len() && self.state == State::Open {
            match self.stream.write(&self.outgoing[self.sent..]) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The program has closed; what it should have done with the rest shows in what
                // it sends, or does not.
                Err(_) => self.sent = self.outgoing.len(),
            }
        }
        if self.sent == self.outgoing.len() {
            self.outgoing = Vec::new();
            self.sent = 0;
            if self.parting == Some(Parting::Finish) {
                self.parting = None;
                let _ = self.stream.shutdown(Shutdown::Write);
            }
        }
    }

    /// For observation; `None` where it is not connected.
    pub fn link(&self) -> Option<Link> {
        Some(Link {
            name: self.name.clone(),
            ours: self.stream.local_addr().ok()?,
            theirs: self.stream.peer_addr().ok()?,
            reads: self.reads,
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Nobody waits for a birth here: this ends the connection whoever holds a copy of it.
        if self.parting != Some(Parting::Reset) {
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
}

/// EINPROGRESS: a connection that is being made.
const IN_PROGRESS: i32 = rustix::io::Errno::INPROGRESS.raw_os_error();
