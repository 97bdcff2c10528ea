//! An atomic truth value.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::seen::Seen;

/// As [`std::sync::atomic::AtomicBool`].
pub struct AtomicBool {
    value: atomic::AtomicBool,
    /// What it is at the start of every execution.
    first: atomic::AtomicBool,
    seen: Seen,
}

impl AtomicBool {
    /// With this value.
    pub const fn new(value: bool) -> AtomicBool {
        AtomicBool {
            value: atomic::AtomicBool::new(value),
            first: atomic::AtomicBool::new(value),
            seen: Seen::new(),
        }
    }

    /// As in `std`.
    #[track_caller]
    pub fn load(&self, order: Ordering) -> bool {
        self.operate(|| "loads".to_owned(), |value| value.load(order))
    }

    /// As in `std`.
    #[track_caller]
    pub fn store(&self, new: bool, order: Ordering) {
        self.renew();
        let place = Location::caller();
        self.seen
            .store(place, &new, || self.value.store(new, order));
    }

    /// As in `std`.
    #[track_caller]
    pub fn swap(&self, new: bool, order: Ordering) -> bool {
        self.operate(
            || format!("swaps {new:?} into"),
            |value| value.swap(new, order),
        )
    }

    /// As in `std`.
    ///
    /// # Errors
    /// Its value is another one.
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: bool,
        new: bool,
        success: Ordering,
        failure: Ordering,
    ) -> Result<bool, bool> {
        self.renew();
        self.seen.exchange(Location::caller(), &new, || {
            self.value.compare_exchange(current, new, success, failure)
        })
    }

    /// As [`compare_exchange`](Self::compare_exchange): it never fails for no reason.
    ///
    /// # Errors
    /// Its value is another one.
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: bool,
        new: bool,
        success: Ordering,
        failure: Ordering,
    ) -> Result<bool, bool> {
        self.compare_exchange(current, new, success, failure)
    }

    /// As in `std`.
    ///
    /// # Errors
    /// The function wants no other value.
    #[track_caller]
    pub fn fetch_update<F>(
        &self,
        set: Ordering,
        fetch: Ordering,
        mut update: F,
    ) -> Result<bool, bool>
    where
        F: FnMut(bool) -> Option<bool>,
    {
        let mut before = self.load(fetch);
        while let Some(next) = update(before) {
            match self.compare_exchange(before, next, set, fetch) {
                Ok(before) => return Ok(before),
                Err(other) => before = other,
            }
        }
        Err(before)
    }

    /// As in `std`.
    pub fn get_mut(&mut self) -> &mut bool {
        self.renew();
        self.value.get_mut()
    }

    /// As in `std`.
    pub fn into_inner(self) -> bool {
        self.renew();
        self.value.into_inner()
    }

    /// A static is what it was at first, if this execution has not used it yet.
    fn renew(&self) {
        if self.seen.is_new() {
            let first = self.first.load(Ordering::SeqCst);
            self.value.store(first, Ordering::SeqCst);
        }
    }

    #[track_caller]
    fn operate(
        &self,
        verb: impl FnOnce() -> String,
        operation: impl FnOnce(&atomic::AtomicBool) -> bool,
    ) -> bool {
        self.renew();
        let place = Location::caller();
        self.seen.operate(place, verb, || operation(&self.value))
    }

    /// As in `std`.
    #[track_caller]
    pub fn fetch_and(&self, other: bool, order: Ordering) -> bool {
        self.operate(
            || format!("ands {other} to"),
            |value| value.fetch_and(other, order),
        )
    }

    /// As in `std`.
    #[track_caller]
    pub fn fetch_nand(&self, other: bool, order: Ordering) -> bool {
        self.operate(
            || format!("nands {other} to"),
            |value| value.fetch_nand(other, order),
        )
    }

    /// As in `std`.
    #[track_caller]
    pub fn fetch_or(&self, other: bool, order: Ordering) -> bool {
        self.operate(
            || format!("ors {other} to"),
            |value| value.fetch_or(other, order),
        )
    }

    /// As in `std`.
    #[track_caller]
    pub fn fetch_xor(&self, other: bool, order: Ordering) -> bool {
        self.operate(
            || format!("xors {other} to"),
            |value| value.fetch_xor(other, order),
        )
    }

    /// As in `std`.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.operate(
            || "negates".to_owned(),
            |value| value.fetch_xor(true, order),
        )
    }
}

impl fmt::Debug for AtomicBool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.renew();
        self.value.fmt(f)
    }
}

impl From<bool> for AtomicBool {
    fn from(value: bool) -> AtomicBool {
        AtomicBool::new(value)
    }
}

impl Default for AtomicBool {
    fn default() -> AtomicBool {
        AtomicBool::new(bool::default())
    }
}
