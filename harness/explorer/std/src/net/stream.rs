//! A connected socket.

use std::fmt;
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::listener::no_address;
use super::network;
use crate::machine::{self, Owner};
use crate::{event, fault, schedule};

/// As [`std::net::TcpStream`].
pub struct TcpStream {
    end: Arc<Endpoint>,
}

impl TcpStream {
    pub(super) fn of(end: Arc<Endpoint>) -> TcpStream {
        TcpStream { end }
    }

    /// Connects. The driver waits until somebody listens.
    ///
    /// # Errors
    /// Nobody listens on the address.
    #[track_caller]
    pub fn connect<A: ToSocketAddrs>(address: A) -> Result<TcpStream> {
        let place = Location::caller();
        let mut result = Err(no_address());
        for address in address.to_socket_addrs()? {
            result = Self::connect_to(address, place);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// As [`TcpStream::connect`]: the timeout never fires.
    ///
    /// # Errors
    /// Nobody listens on the address, or the timeout is zero.
    #[track_caller]
    pub fn connect_timeout(address: &SocketAddr, timeout: Duration) -> Result<TcpStream> {
        if timeout.is_zero() {
            return Err(zero_timeout());
        }
        Self::connect_to(*address, Location::caller())
    }

    fn connect_to(address: SocketAddr, place: &'static Location<'static>) -> Result<TcpStream> {
        match machine::owner() {
            Owner::Driver => network::wait_for_listener(address.port()),
            Owner::Program => schedule::step(),
        }
        let result = network::connect(address.port(), None);
        event::note(place, || match result {
            Ok(_) => format!("connects to {address}"),
            Err(_) => format!("is refused by {address}"),
        });
        result
    }

    /// Closes the connection hard, as a listener does that is closed.
    pub(super) fn reset(&self) {
        self.end.reset();
    }

    /// The client's name.
    pub(super) fn client(&self) -> &str {
        &self.end.client
    }

    /// A copy: the connection is closed when the last one is dropped.
    ///
    /// # Errors
    /// None.
    pub fn try_clone(&self) -> Result<TcpStream> {
        Ok(TcpStream::of(Arc::clone(&self.end)))
    }

    /// The other end's address.
    ///
    /// # Errors
    /// None.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        Ok(self.end.peer)
    }

    /// This end's address.
    ///
    /// # Errors
    /// None.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        Ok(self.end.local)
    }

    /// Finishes one direction, or both.
    ///
    /// # Errors
    /// None.
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) -> Result<()> {
        let place = Location::caller();
        schedule::step();
        self.end.note(place, || match how {
            Shutdown::Read => "shuts down the reading from".to_owned(),
            Shutdown::Write => "shuts down the writing to".to_owned(),
            Shutdown::Both => "shuts down the connection to".to_owned(),
        });
        if how != Shutdown::Read {
            self.end.outgoing.finish();
        }
        if how != Shutdown::Write {
            self.end.incoming.shut();
        }
        Ok(())
    }

    /// Remembers it, which is all.
    ///
    /// # Errors
    /// None.
    pub fn set_nodelay(&self, nodelay: bool) -> Result<()> {
        self.end.settings().is_nodelay = nodelay;
        Ok(())
    }

    /// Whether it was set.
    ///
    /// # Errors
    /// None.
    pub fn nodelay(&self) -> Result<bool> {
        Ok(self.end.settings().is_nodelay)
    }

    /// A `read` that waits can then time out, as the schedule decides.
    ///
    /// # Errors
    /// The timeout is zero.
    pub fn set_read_timeout(&self, timeout: Option<Duration>) -> Result<()> {
        self.end.settings().read_timeout = some_time(timeout)?;
        Ok(())
    }

    /// What was set.
    ///
    /// # Errors
    /// None.
    pub fn read_timeout(&self) -> Result<Option<Duration>> {
        Ok(self.end.settings().read_timeout)
    }

    /// A `write` that waits can then time out, as the schedule decides.
    ///
    /// # Errors
    /// The timeout is zero.
    pub fn set_write_timeout(&self, timeout: Option<Duration>) -> Result<()> {
        self.end.settings().write_timeout = some_time(timeout)?;
        Ok(())
    }

    /// What was set.
    ///
    /// # Errors
    /// None.
    pub fn write_timeout(&self) -> Result<Option<Duration>> {
        Ok(self.end.settings().write_timeout)
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

    /// Reads without taking.
    ///
    /// # Errors
    /// The timeout has fired, or the connection was reset.
    #[track_caller]
    pub fn peek(&self, buffer: &mut [u8]) -> Result<usize> {
        self.read_at(buffer, true, Location::caller())
    }

    fn read_at(
        &self,
        buffer: &mut [u8],
        peeks: bool,
        place: &'static Location<'static>,
    ) -> Result<usize> {
        schedule::step();
        let end = &self.end;
        if end.incoming.is_empty() {
            end.note(place, || "waits for bytes from".to_owned());
        }
        let timeout = end.settings().read_timeout;
        let result = end.incoming.read(buffer, timeout, peeks);
        let verb = if peeks { "peeks at" } else { "reads" };
        end.note(place, || match &result {
            Ok(0) => format!("{verb} the end from"),
            Ok(count) => format!("{verb} {} from", event::shown(&buffer[..*count])),
            Err(error) => format!("cannot read ({}) from", error.kind()),
        });
        if matches!(result, Ok(count) if count > 0) {
            fault::light(&end.client);
        }
        result
    }

    fn write_at(&self, bytes: &[u8], place: &'static Location<'static>) -> Result<usize> {
        schedule::step();
        let end = &self.end;
        let timeout = end.settings().write_timeout;
        let result = end.outgoing.write(bytes, timeout);
        end.note(place, || match &result {
            Ok(count) => format!("writes {} to", event::shown(&bytes[..*count])),
            Err(error) => format!("cannot write ({}) to", error.kind()),
        });
        result
    }
}

/// Nothing that does not block is modelled.
pub(super) fn blocking_only(nonblocking: bool) -> Result<()> {
    match nonblocking {
        false => Ok(()),
        true => {
            machine::cannot("set_nonblocking(true)");
            Err(ErrorKind::Unsupported.into())
        }
    }
}

fn some_time(timeout: Option<Duration>) -> Result<Option<Duration>> {
    match timeout {
        Some(Duration::ZERO) => Err(zero_timeout()),
        timeout => Ok(timeout),
    }
}

/// What `std` says.
fn zero_timeout() -> Error {
    Error::new(ErrorKind::InvalidInput, "cannot set a 0 duration timeout")
}

impl Read for TcpStream {
    #[track_caller]
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.read_at(buffer, false, Location::caller())
    }
}

impl Read for &TcpStream {
    #[track_caller]
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.read_at(buffer, false, Location::caller())
    }
}

impl Write for TcpStream {
    #[track_caller]
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_at(bytes, Location::caller())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Write for &TcpStream {
    #[track_caller]
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_at(bytes, Location::caller())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpStream")
            .field("addr", &self.end.local)
            .field("peer", &self.end.peer)
            .finish_non_exhaustive()
    }
}
