//! The counters: what all clients share.
//!
//! Given is where they are kept: a map, and around it the lock that is the only way to it. You may
//! keep them otherwise, the field is private.

use std::collections::HashMap;
use std::sync::Mutex;

/// Named counters, each 0 until it is first changed. All threads use them at once, so every
/// method takes `&self`, and does what it does as one step.
#[derive(Debug, Default)]
pub struct Counters {
    all: Mutex<HashMap<String, i64>>,
}

/// A result that does not fit in 64 bits. Nothing has been changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Counters {
    /// Adds 1 to a counter, and returns its new value, which nobody else is given.
    ///
    /// # Errors
    ///
    /// If the counter is at its largest.
    pub fn inc(&self, name: &str) -> Result<i64, Overflow> {
        todo!("step 1: add 1 to {name:?} in {:?}", self.all)
    }

    /// The value of a counter.
    pub fn get(&self, name: &str) -> i64 {
        todo!("step 1: look up {name:?} in {:?}", self.all)
    }

    /// Adds `n` to a counter, and returns its new value.
    ///
    /// # Errors
    ///
    /// If that does not fit.
    pub fn add(&self, name: &str, n: i64) -> Result<i64, Overflow> {
        todo!("step 2: add {n} to {name:?} in {:?}", self.all)
    }

    /// Takes `n` from one counter and adds it to another, as one step. From a counter to itself,
    /// nothing changes.
    ///
    /// # Errors
    ///
    /// If one of the two values does not fit. Then neither counter has changed.
    pub fn move_between(&self, from: &str, to: &str, n: i64) -> Result<(), Overflow> {
        todo!("step 4: move {n} from {from:?} to {to:?} in {:?}", self.all)
    }

    /// The sum of all counters, as of one instant.
    ///
    /// # Errors
    ///
    /// If the total does not fit.
    pub fn sum(&self) -> Result<i64, Overflow> {
        todo!("step 4: add up {:?}", self.all)
    }
}
