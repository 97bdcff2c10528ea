//! A value that is computed once in an execution.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::once::Once;
use crate::fresh::Fresh;

/// As [`std::sync::OnceLock`], but empty again in every execution.
pub struct OnceLock<T> {
    once: Once,
    /// The value's box.
    place: Fresh<Place<T>>,
}

/// Where a value is, if it is anywhere.
struct Place<T>(Option<*mut T>);

impl<T> Default for Place<T> {
    fn default() -> Place<T> {
        Place(None)
    }
}

// SAFETY: the value is one that may be sent and shared, and is reached as if it were owned.
unsafe impl<T: Send> Send for OnceLock<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}

impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// Without a value.
    pub const fn new() -> OnceLock<T> {
        OnceLock {
            once: Once::new(),
            place: Fresh::new(),
        }
    }

    fn place(&self) -> Option<*mut T> {
        self.place.with(|place| place.0)
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        crate::schedule::step();
        // SAFETY: a box that is freed only by whoever has this lock alone.
        self.place().map(|place| unsafe { &*place })
    }

    /// The value, if there is one.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        // SAFETY: as in `get`, and nobody else has the lock.
        self.place().map(|place| unsafe { &mut *place })
    }

    /// Puts a value in.
    ///
    /// # Errors
    /// There is one: this one comes back.
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.once.call_once_force(|_| {
            if let Some(value) = value.take() {
                self.put(value);
            }
        });
        value.map_or(Ok(()), Err)
    }

    /// The value, which is computed if there is none. Others wait for it meanwhile.
    pub fn get_or_init<F: FnOnce() -> T>(&self, compute: F) -> &T {
        self.once.call_once_force(|_| self.put(compute()));
        match self.place() {
            // SAFETY: as in `get`.
            Some(place) => unsafe { &*place },
            None => unreachable!("it was put in"),
        }
    }

    fn put(&self, value: T) {
        let value = Box::into_raw(Box::new(value));
        self.place.with(|place| place.0 = Some(value));
    }

    /// Takes the value out.
    pub fn take(&mut self) -> Option<T> {
        let place = self.place.with(|place| place.0.take());
        self.once = Once::new();
        // SAFETY: it was made by `put`, and nobody else has the lock.
        place.map(|place| *unsafe { Box::from_raw(place) })
    }

    /// The value, if there is one.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }
}

impl<T> Drop for OnceLock<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> OnceLock<T> {
        let lock = OnceLock::new();
        let _ = lock.set(value);
        lock
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> OnceLock<T> {
        self.get()
            .map_or_else(OnceLock::new, |value| value.clone().into())
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &OnceLock<T>) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnceLock").field(&self.get()).finish()
    }
}
