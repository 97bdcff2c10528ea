//! State that starts anew in every execution.
//!
//! A lock in a static may be held, or waited for, by a thread of an execution that is over, and has
//! to be free all the same.

use std::sync::{Mutex, PoisonError};

use crate::machine;

/// A state that is its default again when it is first looked at in another execution.
#[derive(Debug)]
pub struct Fresh<S> {
    /// The state, and the execution that it belongs to.
    kept: Mutex<(u64, Option<S>)>,
}

impl<S: Default> Fresh<S> {
    /// The default.
    pub const fn new() -> Fresh<S> {
        Fresh {
            kept: Mutex::new((0, None)),
        }
    }

    /// Looks at the state. Never switches threads, or the real lock here would block for ever.
    pub fn with<R>(&self, look: impl FnOnce(&mut S) -> R) -> R {
        let execution = machine::execution();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != execution {
            *kept = (execution, None);
        }
        look(kept.1.get_or_insert_default())
    }
}

impl<S: Default> Default for Fresh<S> {
    fn default() -> Fresh<S> {
        Fresh::new()
    }
}
