//! A read-write lock.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{LockResult, TryLockError, TryLockResult};

use super::gate::{Access, Gate, Stay};
use super::mutex::poisoned_if;
use crate::renewed::Renewed;

/// As [`std::sync::RwLock`]. Readers go before a writer who waits, if the schedule decides so.
pub struct RwLock<T: ?Sized> {
    gate: Gate,
    value: Renewed<T>,
}

/// As [`std::sync::RwLockReadGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    stay: Stay,
    // Not to be sent to another thread.
    thread: PhantomData<*const ()>,
}

/// As [`std::sync::RwLockWriteGuard`].
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    stay: Stay,
    // Not to be sent to another thread.
    thread: PhantomData<*const ()>,
}

// SAFETY: the gate lets one write guard exist at a time, or some read guards, and only guards lead
// to the value.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above; readers share the value.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: a shared guard gives no more than a shared reference to the value.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

impl<T> RwLock<T> {
    /// An unlocked lock.
    pub const fn new(value: T) -> RwLock<T> {
        RwLock {
            gate: Gate::new("rwlock"),
            value: Renewed::new(value),
        }
    }

    /// The value, out of the lock.
    ///
    /// # Errors
    /// A thread has panicked while it could write.
    pub fn into_inner(self) -> LockResult<T> {
        let is_poisoned = self.gate.is_poisoned();
        poisoned_if(is_poisoned, self.value.into_inner())
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes.
    ///
    /// # Errors
    /// A thread has panicked while it could write.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.reading(self.gate.enter::<T>(Access::Shared, Location::caller()))
    }

    /// Waits until nobody reads or writes.
    ///
    /// # Errors
    /// A thread has panicked while it could write.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.writing(self.gate.enter::<T>(Access::Alone, Location::caller()))
    }

    /// Reads if nobody writes.
    ///
    /// # Errors
    /// Somebody does, or a thread has panicked while it could write.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        match self.gate.try_enter::<T>(Access::Shared, Location::caller()) {
            Some(stay) => Ok(self.reading(stay)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// Writes if nobody reads or writes.
    ///
    /// # Errors
    /// Somebody does, or a thread has panicked while it could write.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        match self.gate.try_enter::<T>(Access::Alone, Location::caller()) {
            Some(stay) => Ok(self.writing(stay)?),
            None => Err(TryLockError::WouldBlock),
        }
    }

    fn reading(&self, stay: Stay) -> LockResult<RwLockReadGuard<'_, T>> {
        self.value.renew();
        let guard = RwLockReadGuard {
            lock: self,
            stay,
            thread: PhantomData,
        };
        poisoned_if(self.gate.is_poisoned(), guard)
    }

    fn writing(&self, stay: Stay) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.value.renew();
        let guard = RwLockWriteGuard {
            lock: self,
            stay,
            thread: PhantomData,
        };
        poisoned_if(self.gate.is_poisoned(), guard)
    }

    /// Whether a thread has panicked while it could write.
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
    /// A thread has panicked while it could write.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        poisoned_if(self.gate.is_poisoned(), self.value.get_mut())
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is no write guard.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is no other guard.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is no other guard.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        self.lock.gate.leave::<T>(&self.stay);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        self.lock.gate.leave::<T>(&self.stay);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock")
            .field("poisoned", &self.is_poisoned())
            .finish_non_exhaustive()
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> RwLock<T> {
        RwLock::new(value)
    }
}
