//! A listening socket.

use std::fmt;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, ToSocketAddrs};
use std::panic::Location;
use std::sync::Arc;

use super::network::{self, Listening};
use super::stream::{TcpStream, blocking_only};
use crate::{event, schedule};

/// As [`std::net::TcpListener`].
pub struct TcpListener {
    socket: Arc<Socket>,
}

/// What copies of a listener share.
struct Socket(Arc<Listening>);

/// As [`std::net::Incoming`].
#[derive(Debug)]
pub struct Incoming<'a>(&'a TcpListener);

impl TcpListener {
    /// Listens on an address.
    ///
    /// # Errors
    /// Somebody listens on it, or it is none.
    #[track_caller]
    pub fn bind<A: ToSocketAddrs>(address: A) -> Result<TcpListener> {
        let place = Location::caller();
        schedule::step();
        let mut result = Err(no_address());
        for address in address.to_socket_addrs()? {
            result = network::listen(address);
            if let Ok(listening) = result {
                event::note(place, || format!("listens on {}", listening.address));
                let socket = Arc::new(Socket(listening));
                return Ok(TcpListener { socket });
            }
        }
        result.map(|listening| TcpListener {
            socket: Arc::new(Socket(listening)),
        })
    }

    /// Waits for a client.
    ///
    /// # Errors
    /// None.
    #[track_caller]
    pub fn accept(&self) -> Result<(TcpStream, SocketAddr)> {
        let place = Location::caller();
        schedule::step();
        let listening = &self.socket.0;
        if listening.waiting().is_empty() {
            event::note(place, || "waits for a client".to_owned());
        }
        let stream = listening
            .changes
            .wait_until(|| listening.waiting().pop_front());
        listening.changes.wake();
        event::note(place, || format!("accepts {}", stream.client()));
        let peer = stream.peer_addr()?;
        Ok((stream, peer))
    }

    /// The clients to come.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming(self)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// None.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.0.address)
    }

    /// A copy: the port is listened on until the last one is dropped.
    ///
    /// # Errors
    /// None.
    pub fn try_clone(&self) -> Result<TcpListener> {
        Ok(TcpListener {
            socket: Arc::clone(&self.socket),
        })
    }

    /// Does nothing, since it blocks.
    ///
    /// # Errors
    /// It should not: that is not modelled.
    pub fn set_nonblocking(&self, nonblocking: bool) -> Result<()> {
        blocking_only(nonblocking)
    }

    /// There are none.
    ///
    /// # Errors
    /// None.
    pub fn take_error(&self) -> Result<Option<Error>> {
        Ok(None)
    }
}

/// What `std` says where a name stands for no address.
pub(super) fn no_address() -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        "could not resolve to any addresses",
    )
}

impl Drop for Socket {
    fn drop(&mut self) {
        schedule::step();
        self.0.close();
    }
}

impl Iterator for Incoming<'_> {
    type Item = Result<TcpStream>;

    #[track_caller]
    fn next(&mut self) -> Option<Result<TcpStream>> {
        Some(self.0.accept().map(|(stream, _)| stream))
    }
}

impl fmt::Debug for TcpListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpListener")
            .field("addr", &self.socket.0.address)
            .finish_non_exhaustive()
    }
}
