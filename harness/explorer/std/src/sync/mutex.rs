//! A mutex.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use super::gate::{Access, Gate, Stay};
use crate::renewed::Renewed;

/// As [`std::sync::Mutex`]; a thread that locks what it has locked already waits for ever.
pub struct Mutex<T: ?Sized> {
    gate: Gate,
    // Not in a lock of `std`: a guard that was forgotten with its thread would keep it locked.
    value: Renewed<T>,
}

/// As [`std::sync::MutexGuard`].
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    stay: Stay,
    // Not to be sent to another thread.
    thread: PhantomData<*const ()>,
}

// SAFETY: the gate lets one guard exist at a time, and only guards lead to the value.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
// SAFETY: a shared guard gives no more than a shared reference to the value.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

impl<T> Mutex<T> {
    /// An unlocked mutex.
    pub const fn new(value: T) -> Mutex<T> {
        Mutex {
            gate: Gate::new("mutex"),
            value: Renewed::new(value),
        }
    }

    /// The value, out of the mutex.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    pub fn into_inner(self) -> LockResult<T> {
        let is_poisoned = self.gate.is_poisoned();
        poisoned_if(is_poisoned, self.value.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits for the lock.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.lock_at(Location::caller())
    }

    pub(super) fn lock_at(
        &self,
        place: &'static Location<'static>,
    ) -> LockResult<MutexGuard<'_, T>> {
        let stay = self.gate.enter::<T>(Access::Alone, place);
        self.guard(stay)
    }

    /// Takes the lock if it is free.
    ///
    /// # Errors
    /// It is not, or a thread has panicked while it held the lock.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        match self.gate.try_enter::<T>(Access::Alone, Location::caller()) {
            Some(stay) => Ok(self.guard(stay)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    fn guard(&self, stay: Stay) -> LockResult<MutexGuard<'_, T>> {
        self.value.renew();
        let guard = MutexGuard {
            mutex: self,
            stay,
            thread: PhantomData,
        };
        poisoned_if(self.gate.is_poisoned(), guard)
    }

    /// Whether a thread has panicked while it held the lock.
    pub fn is_poisoned(&self) -> bool {
        self.gate.is_poisoned()
    }

    /// Forgets that one has.
    pub fn clear_poison(&self) {
        self.gate.clear_poison();
    }

    /// The value, which nobody else can reach.
    ///
    /// # Errors
    /// A thread has panicked while it held the lock.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        poisoned_if(self.gate.is_poisoned(), self.value.get_mut())
    }
}

/// What a lock gives.
pub(super) fn poisoned_if<G>(is_poisoned: bool, given: G) -> LockResult<G> {
    match is_poisoned {
        true => Err(PoisonError::new(given)),
        false => Ok(given),
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Unlocks at once: no other thread goes on between this and what follows. Returns the mutex.
    pub(super) fn unlock_at_once(self) -> &'a Mutex<T> {
        let mutex = self.mutex;
        std::mem::forget(self);
        mutex.gate.open(Access::Alone);
        mutex
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is no other guard.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is no other guard.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.mutex.gate.leave::<T>(&self.stay);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex")
            .field("poisoned", &self.is_poisoned())
            .finish_non_exhaustive()
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Mutex<T> {
        Mutex::new(value)
    }
}
