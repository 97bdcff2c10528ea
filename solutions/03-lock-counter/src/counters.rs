//! The counters: what all clients share.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Named counters, each 0 until it is first changed.
#[derive(Debug, Default)]
pub struct Counters {
    /// One lock for all of them: `move_between` needs two counters at once, `sum` every one.
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
        self.add(name, 1)
    }

    /// The value of a counter.
    pub fn get(&self, name: &str) -> i64 {
        value(&self.lock(), name)
    }

    /// Adds `n` to a counter, and returns its new value.
    ///
    /// # Errors
    ///
    /// If that does not fit.
    pub fn add(&self, name: &str, n: i64) -> Result<i64, Overflow> {
        // From the read to the write, under one guard: nobody else comes in between.
        let mut all = self.lock();
        let new = value(&all, name).checked_add(n).ok_or(Overflow)?;
        all.insert(name.to_owned(), new);
        Ok(new)
    }

    /// Takes `n` from one counter and adds it to another, as one step. From a counter to itself,
    /// nothing changes.
    ///
    /// # Errors
    ///
    /// If one of the two values does not fit. Then neither counter has changed.
    pub fn move_between(&self, from: &str, to: &str, n: i64) -> Result<(), Overflow> {
        // Below, the second value would be written over the first.
        if from == to {
            return Ok(());
        }
        let mut all = self.lock();
        // Both values before either is written: whoever fails leaves both counters alone.
        let left = value(&all, from).checked_sub(n).ok_or(Overflow)?;
        let arrived = value(&all, to).checked_add(n).ok_or(Overflow)?;
        all.insert(from.to_owned(), left);
        all.insert(to.to_owned(), arrived);
        Ok(())
    }

    /// The sum of all counters, as of one instant.
    ///
    /// # Errors
    ///
    /// If the total does not fit.
    pub fn sum(&self) -> Result<i64, Overflow> {
        // On its way, a sum may leave 64 bits and come back. Only the total has to fit.
        let total: i128 = self.lock().values().copied().map(i128::from).sum();
        i64::try_from(total).map_err(|_| Overflow)
    }

    /// The counters, for one thread at a time: the others wait here until the guard is dropped.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        // An error says that a thread has panicked with the guard, so that its change may be half
        // made. Not here: what can fail is done before the first write. The counters are good.
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value of a counter. To look at one does not make one.
fn value(all: &HashMap<String, i64>, name: &str) -> i64 {
    all.get(name).copied().unwrap_or(0)
}
