//! The gate that a mutex and a read-write lock have in common: who is in, who waits, and whether
//! somebody has panicked within.

use std::panic::Location;

use crate::fresh::Fresh;
use crate::schedule::{self, Queue};
use crate::{event, fault, machine};

/// How one wants to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With others who read.
    Shared,
    /// Alone.
    Alone,
}

/// The gate.
#[derive(Debug)]
pub struct Gate {
    /// What it guards, as people call it: `mutex`.
    kind: &'static str,
    state: Fresh<State>,
    queue: Queue,
}

#[derive(Debug, Default)]
struct State {
    number: usize,
    readers: usize,
    has_writer: bool,
    is_poisoned: bool,
}

/// A stay within the gate, for as long as a guard exists.
#[derive(Debug)]
pub struct Stay {
    access: Access,
    place: &'static Location<'static>,
    /// Then leaving while the thread panics says nothing.
    was_panicking: bool,
}

impl Gate {
    /// An open gate.
    pub const fn new(kind: &'static str) -> Gate {
        Gate {
            kind,
            state: Fresh::new(),
            queue: Queue::new(),
        }
    }

    /// Waits until there is room. A thread that is in already waits for ever, as all do who wait for
    /// it.
    pub fn enter<T: ?Sized>(&self, access: Access, place: &'static Location<'static>) -> Stay {
        schedule::step();
        if !self.admit(access) {
            event::note(place, || format!("waits for {}", self.name::<T>()));
            self.queue.wait_until(|| self.admit(access).then_some(()));
        }
        self.stay::<T>(access, place)
    }

    /// Goes in if there is room.
    pub fn try_enter<T: ?Sized>(
        &self,
        access: Access,
        place: &'static Location<'static>,
    ) -> Option<Stay> {
        schedule::step();
        if self.admit(access) {
            return Some(self.stay::<T>(access, place));
        }
        event::note(place, || {
            format!("tries {}, which is locked", self.name::<T>())
        });
        None
    }

    fn stay<T: ?Sized>(&self, access: Access, place: &'static Location<'static>) -> Stay {
        let verb = match access {
            Access::Shared => "locks, to read,",
            Access::Alone => "locks",
        };
        event::note(place, || format!("{verb} {}", self.name::<T>()));
        if access == Access::Alone && fault::is_due() {
            event::note(place, || "is made to panic, with the lock held".to_owned());
            self.state.with(|state| state.is_poisoned = true);
            self.open(access);
            // No panic hook has a part in it.
            std::panic::resume_unwind(Box::new(fault::PANIC));
        }
        Stay {
            access,
            place,
            was_panicking: std::thread::panicking(),
        }
    }

    /// Leaves at the end of a guard.
    pub fn leave<T: ?Sized>(&self, stay: &Stay) {
        if !stay.was_panicking && stay.access == Access::Alone && std::thread::panicking() {
            self.state.with(|state| state.is_poisoned = true);
        }
        // Who only tries can still find it locked.
        schedule::step();
        event::note(stay.place, || format!("unlocks {}", self.name::<T>()));
        self.open(stay.access);
    }

    /// Leaves at once: no other thread goes on between this and what follows.
    pub fn open(&self, access: Access) {
        self.state.with(|state| match access {
            Access::Shared => state.readers = state.readers.saturating_sub(1),
            Access::Alone => state.has_writer = false,
        });
        self.queue.wake();
    }

    fn admit(&self, access: Access) -> bool {
        self.state.with(|state| {
            let has_room = match access {
                Access::Shared => !state.has_writer,
                Access::Alone => !state.has_writer && state.readers == 0,
            };
            if has_room {
                match access {
                    Access::Shared => state.readers += 1,
                    Access::Alone => state.has_writer = true,
                }
            }
            has_room
        })
    }

    /// Whether somebody has panicked within.
    pub fn is_poisoned(&self) -> bool {
        self.state.with(|state| state.is_poisoned)
    }

    /// Forgets that somebody has.
    pub fn clear_poison(&self) {
        self.state.with(|state| state.is_poisoned = false);
    }

    /// As events call it: `mutex 1 (HashMap<String, u64>)`.
    fn name<T: ?Sized>(&self) -> String {
        let number = self.state.with(|state| {
            if state.number == 0 {
                state.number = machine::number(self.kind);
            }
            state.number
        });
        let guarded = event::short_name(std::any::type_name::<T>());
        format!("{} {number} ({guarded})", self.kind)
    }
}
