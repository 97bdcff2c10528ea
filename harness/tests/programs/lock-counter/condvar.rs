//! A right counter server with a lock made by hand: a flag that says whether the counters are
//! taken, and a `Condvar` to wait for them.

use std::cell::UnsafeCell;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use common::Counters;

#[path = "common.rs"]
mod common;

#[derive(Default)]
struct Lock {
    taken: Mutex<bool>,
    free: Condvar,
    counters: UnsafeCell<Counters>,
}

// SAFETY: `counters` is reached through `with` alone, by one thread at a time.
unsafe impl Sync for Lock {}

impl Lock {
    fn with<T>(&self, work: impl FnOnce(&mut Counters) -> T) -> T {
        let _held = self.take();
        // SAFETY: whoever comes while `_held` is alive finds the flag set, and waits.
        work(unsafe { &mut *self.counters.get() })
    }

    fn take(&self) -> Held<'_> {
        let mut taken = self
            .free
            .wait_while(self.flag(), |taken| *taken)
            .unwrap_or_else(PoisonError::into_inner);
        *taken = true;
        Held(self)
    }

    fn flag(&self) -> MutexGuard<'_, bool> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the counters back where it is dropped, also by a panic.
struct Held<'a>(&'a Lock);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.0.flag() = false;
        self.0.free.notify_one();
    }
}

fn main() {
    let lock = Lock::default();
    common::serve(move |request| lock.with(|counters| counters.answer(&request)))
}
