//! A condition variable.

use std::collections::HashSet;
use std::panic::Location;
use std::sync::LockResult;
use std::time::Duration;

use super::mutex::{Mutex, MutexGuard};
use crate::fresh::Fresh;
use crate::schedule::{self, Queue};
use crate::{event, machine};

/// As [`std::sync::Condvar`]. Nobody wakes for no reason, or no deadlock would ever be one.
#[derive(Debug, Default)]
pub struct Condvar {
    state: Fresh<State>,
    queue: Queue,
}

#[derive(Debug, Default)]
struct State {
    number: usize,
    /// Numbers given to those who wait.
    tickets: u64,
    waiting: Vec<u64>,
    notified: HashSet<u64>,
}

/// As [`std::sync::WaitTimeoutResult`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the timeout has fired.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Nobody waits.
    pub const fn new() -> Condvar {
        Condvar {
            state: Fresh::new(),
            queue: Queue::new(),
        }
    }

    /// Unlocks, waits until it is notified, and locks again.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let place = Location::caller();
        let (mutex, _) = self.wait_at(guard, None, place);
        mutex.lock_at(place)
    }

    /// Waits for as long as a condition holds.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits until it is notified, or until the timeout fires.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let place = Location::caller();
        let (mutex, result) = self.wait_at(guard, Some(timeout), place);
        match mutex.lock_at(place) {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => Err(std::sync::PoisonError::new((poisoned.into_inner(), result))),
        }
    }

    /// Waits for as long as a condition holds, or until the timeout fires.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let mut timed_out = false;
        while condition(&mut *guard) {
            if timed_out {
                return Ok((guard, WaitTimeoutResult(true)));
            }
            let (again, result) = self.wait_timeout(guard, timeout)?;
            guard = again;
            timed_out = result.timed_out();
        }
        Ok((guard, WaitTimeoutResult(false)))
    }

    fn wait_at<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Option<Duration>,
        place: &'static Location<'static>,
    ) -> (&'a Mutex<T>, WaitTimeoutResult) {
        schedule::step();
        event::note(place, || format!("unlocks, and waits on {}", self.name()));
        let ticket = self.state.with(|state| {
            state.tickets += 1;
            state.waiting.push(state.tickets);
            state.tickets
        });
        let mutex = guard.unlock_at_once();
        let is_notified = || {
            self.state
                .with(|state| state.notified.remove(&ticket).then_some(()))
        };
        let notified = self.queue.wait_at_most(timeout, is_notified);
        if notified.is_none() {
            event::note(place, || format!("times out on {}", self.name()));
            self.state
                .with(|state| state.waiting.retain(|&waiting| waiting != ticket));
        }
        (mutex, WaitTimeoutResult(notified.is_none()))
    }

    /// Wakes one thread that waits, which is for the schedule to choose.
    #[track_caller]
    pub fn notify_one(&self) {
        let place = Location::caller();
        schedule::step();
        event::note(place, || format!("notifies one on {}", self.name()));
        let waiting = self.state.with(|state| state.waiting.len());
        let chosen = schedule::choose(waiting);
        self.state.with(|state| {
            if waiting > 0 {
                let ticket = state.waiting.remove(chosen);
                state.notified.insert(ticket);
            }
        });
        self.queue.wake();
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let place = Location::caller();
        schedule::step();
        event::note(place, || format!("notifies all on {}", self.name()));
        self.state
            .with(|state| state.notified.extend(state.waiting.drain(..)));
        self.queue.wake();
    }

    fn name(&self) -> String {
        let number = self.state.with(|state| {
            if state.number == 0 {
                state.number = machine::number("condvar");
            }
            state.number
        });
        format!("condvar {number}")
    }
}
