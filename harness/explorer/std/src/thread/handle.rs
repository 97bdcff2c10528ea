//! Who a thread is, and its token for parking.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::schedule::{self, Queue};

/// As [`std::thread::ThreadId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(u64);

/// As [`std::thread::Thread`].
#[derive(Clone)]
pub struct Thread {
    person: Arc<Person>,
}

/// What the handles of one thread share.
struct Person {
    id: ThreadId,
    name: Option<String>,
    has_token: AtomicBool,
    parked: Queue,
}

impl Thread {
    pub(crate) fn new(id: u64, name: Option<String>) -> Thread {
        Thread {
            person: Arc::new(Person {
                id: ThreadId(id),
                name,
                has_token: AtomicBool::new(false),
                parked: Queue::new(),
            }),
        }
    }

    /// Its number, of which there is no other.
    pub fn id(&self) -> ThreadId {
        self.person.id
    }

    /// Its name, if it was given one.
    pub fn name(&self) -> Option<&str> {
        self.person.name.as_deref()
    }

    /// Gives it the token that [`park`](super::park) waits for.
    pub fn unpark(&self) {
        schedule::step();
        self.person.has_token.store(true, Ordering::SeqCst);
        self.person.parked.wake();
    }

    fn take_token(&self) -> Option<()> {
        self.person
            .has_token
            .swap(false, Ordering::SeqCst)
            .then_some(())
    }

    pub(super) fn park(&self) {
        schedule::step();
        self.person.parked.wait_until(|| self.take_token());
    }

    pub(super) fn park_timeout(&self, timeout: Duration) {
        schedule::step();
        self.person
            .parked
            .wait_or_time_out(timeout, || self.take_token());
    }
}

impl std::fmt::Debug for Thread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
