//! One end of a connection, which all copies of a stream share.

use std::net::SocketAddr;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::pipe::Pipe;
use crate::machine::{self, Owner};
use crate::{event, schedule};

/// One end.
#[derive(Debug)]
pub struct Endpoint {
    pub incoming: Arc<Pipe>,
    pub outgoing: Arc<Pipe>,
    pub local: SocketAddr,
    pub peer: SocketAddr,
    pub owner: Owner,
    /// The client's name: the peer's, at the server's end, and its own at the other.
    pub client: String,
    settings: Mutex<Settings>,
    is_closed: AtomicBool,
    execution: u64,
}

/// What can be set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    pub read_timeout: Option<Duration>,
    pub write_timeout: Option<Duration>,
    pub is_nodelay: bool,
}

impl Endpoint {
    /// The two ends of a new connection: the client's, and the server's.
    pub fn pair(
        addresses: (SocketAddr, SocketAddr),
        owners: (Owner, Owner),
        client: &str,
    ) -> (Endpoint, Endpoint) {
        let there = Arc::new(Pipe::default());
        let back = Arc::new(Pipe::default());
        let execution = machine::execution();
        let end = |is_client: bool| Endpoint {
            incoming: Arc::clone(if is_client { &back } else { &there }),
            outgoing: Arc::clone(if is_client { &there } else { &back }),
            local: if is_client { addresses.0 } else { addresses.1 },
            peer: if is_client { addresses.1 } else { addresses.0 },
            owner: if is_client { owners.0 } else { owners.1 },
            client: client.to_owned(),
            settings: Mutex::default(),
            is_closed: AtomicBool::new(false),
            execution,
        };
        (end(true), end(false))
    }

    /// What is set.
    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the end, once: hard if something that has arrived was not read.
    pub fn close(&self) {
        if self.execution != machine::execution() || self.is_closed.swap(true, Ordering::SeqCst) {
            return;
        }
        if self.incoming.leave() {
            self.outgoing.reset();
        } else {
            self.outgoing.finish();
        }
    }

    /// Closes the end hard.
    pub fn reset(&self) {
        self.incoming.leave();
        self.outgoing.reset();
        self.is_closed.store(true, Ordering::SeqCst);
    }

    /// Writes down what happens at this end, a predicate that lacks who is at the other.
    pub fn note(&self, place: &'static Location<'static>, what: impl FnOnce() -> String) {
        match self.owner {
            Owner::Driver => event::note_client(&self.client, || format!("{} the server", what())),
            Owner::Program => event::note(place, || format!("{} {}", what(), self.client)),
        }
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if self.execution == machine::execution() && !self.is_closed.load(Ordering::SeqCst) {
            let place = Location::caller();
            self.note(place, || "closes the connection to".to_owned());
            self.close();
            // Others go on behind the close, not before it: the program may end meanwhile, and then
            // nobody would close this any more.
            schedule::step();
        }
    }
}
