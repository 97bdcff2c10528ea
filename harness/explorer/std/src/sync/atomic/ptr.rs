//! An atomic pointer.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::seen::Seen;

/// As [`std::sync::atomic::AtomicPtr`].
pub struct AtomicPtr<T> {
    value: atomic::AtomicPtr<T>,
    /// What it is at the start of every execution.
    first: atomic::AtomicPtr<T>,
    seen: Seen,
}

impl<T> AtomicPtr<T> {
    /// With this value.
    pub const fn new(value: *mut T) -> AtomicPtr<T> {
        AtomicPtr {
            value: atomic::AtomicPtr::new(value),
            first: atomic::AtomicPtr::new(value),
            seen: Seen::new(),
        }
    }

    /// As in `std`.
    #[track_caller]
    pub fn load(&self, order: Ordering) -> *mut T {
        self.operate(|| "loads".to_owned(), |value| value.load(order))
    }

    /// As in `std`.
    #[track_caller]
    pub fn store(&self, new: *mut T, order: Ordering) {
        self.renew();
        let place = Location::caller();
        self.seen
            .store(place, &new, || self.value.store(new, order));
    }

    /// As in `std`.
    #[track_caller]
    pub fn swap(&self, new: *mut T, order: Ordering) -> *mut T {
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
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
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
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
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
    ) -> Result<*mut T, *mut T>
    where
        F: FnMut(*mut T) -> Option<*mut T>,
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
    pub fn get_mut(&mut self) -> &mut *mut T {
        self.renew();
        self.value.get_mut()
    }

    /// As in `std`.
    pub fn into_inner(self) -> *mut T {
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
        operation: impl FnOnce(&atomic::AtomicPtr<T>) -> *mut T,
    ) -> *mut T {
        self.renew();
        let place = Location::caller();
        self.seen.operate(place, verb, || operation(&self.value))
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.renew();
        self.value.fmt(f)
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    fn from(value: *mut T) -> AtomicPtr<T> {
        AtomicPtr::new(value)
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> AtomicPtr<T> {
        AtomicPtr::new(std::ptr::null_mut())
    }
}
