//! A right counter server whose threads never sleep for the lock: each asks for it until it is free.

use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;

use common::Counters;

#[path = "common.rs"]
mod common;

fn take(counters: &Mutex<Counters>) -> MutexGuard<'_, Counters> {
    loop {
        match counters.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(error)) => return error.into_inner(),
            Err(TryLockError::WouldBlock) => thread::yield_now(),
        }
    }
}

fn main() {
    let counters = Mutex::new(Counters::default());
    common::serve(move |request| take(&counters).answer(&request))
}
