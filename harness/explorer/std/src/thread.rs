//! Threads, as in `std::thread`: a panic ends the thread only, and whoever drops a [`JoinHandle`]
//! lets it go its own way.
//!
//! - `handle`: who a thread is, and its token for parking
//! - `joining`: waiting for a thread's end
//! - `builder`: starting one
//! - `scope`: threads that borrow

mod builder;
mod handle;
mod joining;
mod scope;

use std::io;
use std::num::NonZero;
use std::time::Duration;

use crate::{machine, schedule};

pub use builder::{Builder, spawn};
pub(crate) use builder::{launch, start};
pub use handle::{Thread, ThreadId};
pub use joining::JoinHandle;
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::{Result, panicking};

/// The handle of the current thread.
pub fn current() -> Thread {
    match machine::resident() {
        Some(resident) => resident.thread,
        None => machine::new_thread(None),
    }
}

/// Waits until somebody unparks the current thread.
pub fn park() {
    current().park();
}

/// Waits likewise, or until the timeout fires.
pub fn park_timeout(timeout: Duration) {
    current().park_timeout(timeout);
}

/// Lets others go on: nobody sleeps really.
pub fn sleep(duration: Duration) {
    machine::pass(duration);
    schedule::give_way();
}

/// Lets others go on.
pub fn yield_now() {
    schedule::give_way();
}

/// Two processors, always.
///
/// # Errors
/// None.
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    Ok(const { NonZero::new(2).unwrap() })
}
