//! Something that is done once in an execution.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::fresh::Fresh;
use crate::schedule::{self, Queue};

/// As [`std::sync::Once`].
#[derive(Debug)]
pub struct Once {
    state: Fresh<State>,
    queue: Queue,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Running,
    Done,
    Poisoned,
}

/// As [`std::sync::OnceState`].
#[derive(Debug)]
pub struct OnceState {
    is_poisoned: bool,
}

impl OnceState {
    /// Whether somebody has panicked who did it.
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }
}

impl Once {
    /// Not yet done.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Once {
        Once {
            state: Fresh::new(),
            queue: Queue::new(),
        }
    }

    /// Does it, or waits for the one who does.
    ///
    /// # Panics
    /// Somebody has panicked who did it.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, deed: F) {
        self.call(false, |_| deed());
    }

    /// Likewise, also after a panic.
    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, deed: F) {
        self.call(true, deed);
    }

    /// Whether it has been done.
    pub fn is_completed(&self) -> bool {
        schedule::step();
        self.state.with(|state| *state == State::Done)
    }

    #[track_caller]
    fn call(&self, is_forced: bool, deed: impl FnOnce(&OnceState)) {
        schedule::step();
        let before = self.queue.wait_until(|| {
            self.state.with(|state| {
                let before = *state;
                if before == State::Open || before == State::Poisoned && is_forced {
                    *state = State::Running;
                }
                (before != State::Running).then_some(before)
            })
        });
        match before {
            State::Poisoned if !is_forced => panic!("Once instance has previously been poisoned"),
            State::Done | State::Running => {}
            State::Open | State::Poisoned => {
                let once = OnceState {
                    is_poisoned: before == State::Poisoned,
                };
                let result = catch_unwind(AssertUnwindSafe(|| deed(&once)));
                let after = match result {
                    Ok(()) => State::Done,
                    Err(_) => State::Poisoned,
                };
                self.state.with(|state| *state = after);
                self.queue.wake();
                if let Err(panic) = result {
                    resume_unwind(panic);
                }
            }
        }
    }
}
