//! Waiting for a thread's end.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Result;

use super::handle::Thread;
use crate::event;
use crate::schedule::{self, Queue};

/// What a thread leaves behind for whoever joins it.
pub(super) struct Legacy<T> {
    state: Mutex<State<T>>,
    joining: Queue,
    /// Told if the thread has panicked and nobody ever learned of it.
    unnoticed: Option<Arc<AtomicBool>>,
}

enum State<T> {
    Running,
    Ended(Result<T>),
    /// Somebody has it.
    Taken,
}

impl<T> Legacy<T> {
    pub(super) fn new(unnoticed: Option<Arc<AtomicBool>>) -> Legacy<T> {
        Legacy {
            unnoticed,
            state: Mutex::new(State::Running),
            joining: Queue::new(),
        }
    }

    /// The thread has ended.
    pub(super) fn leave(&self, result: Result<T>) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::Ended(result);
        self.joining.wake();
    }

    fn is_left(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        !matches!(*state, State::Running)
    }

    fn take(&self) -> Option<Result<T>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *state, State::Taken) {
            State::Ended(result) => Some(result),
            other => {
                *state = other;
                None
            }
        }
    }
}

impl<T> Drop for Legacy<T> {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let (State::Ended(Err(_)), Some(unnoticed)) = (state, &self.unnoticed) {
            unnoticed.store(true, Ordering::SeqCst);
        }
    }
}

/// As [`std::thread::JoinHandle`].
pub struct JoinHandle<T> {
    pub(super) thread: Thread,
    pub(super) number: usize,
    pub(super) legacy: Arc<Legacy<T>>,
}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end, and returns what it returned, or what it has panicked with.
    ///
    /// # Errors
    /// The thread has panicked.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let place = Location::caller();
        schedule::step();
        if !self.legacy.is_left() {
            event::note(place, || {
                format!("waits for the end of thread {}", self.number)
            });
        }
        let result = self.legacy.joining.wait_until(|| self.legacy.take());
        event::note(place, || match result {
            Ok(_) => format!("joins thread {}", self.number),
            Err(_) => format!("joins thread {}, which has panicked", self.number),
        });
        result
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self) -> bool {
        schedule::step();
        self.legacy.is_left()
    }

    /// Who it is.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
