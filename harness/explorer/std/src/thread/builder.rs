//! Starting a thread.

use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;

use super::joining::{JoinHandle, Legacy};
use super::scope::{Scope, ScopedJoinHandle};
use crate::machine::{self, Owner, Resident};
use crate::{event, fault, schedule};

/// As [`std::thread::Builder`].
#[derive(Debug, Default)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    name: Option<String>,
}

/// Starts a thread.
///
/// # Panics
/// There is no thread to be had.
#[track_caller]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(body).expect("failed to spawn thread")
}

impl Builder {
    /// A thread without a name.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Gives it a name.
    pub fn name(self, name: String) -> Builder {
        Builder { name: Some(name) }
    }

    /// Does nothing: all stacks are of the size that the scheduler was told.
    pub fn stack_size(self, _: usize) -> Builder {
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// There is no thread to be had: see [`world::refuse_a_thread`](crate::world::refuse_a_thread).
    #[track_caller]
    pub fn spawn<F, T>(self, body: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let place = Location::caller();
        fault::refuse(place)?;
        Ok(start(self.name, machine::owner(), place, body))
    }

    /// Starts it in a scope.
    ///
    /// # Errors
    /// As [`Builder::spawn`].
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        body: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let place = Location::caller();
        fault::refuse(place)?;
        Ok(scope.start(self.name, place, body))
    }
}

/// Starts a thread that can be joined.
pub(crate) fn start<F, T>(
    name: Option<String>,
    owner: Owner,
    place: &'static Location<'static>,
    body: F,
) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let legacy = Arc::new(Legacy::new(None));
    let left = Arc::clone(&legacy);
    let resident = launch(name, owner, move || {
        left.leave(run(body));
    });
    note_start(&resident, place);
    JoinHandle {
        thread: resident.thread,
        number: resident.number,
        legacy,
    }
}

/// Runs a thread's body to its end, and writes down if that is a panic.
pub(super) fn run<T>(body: impl FnOnce() -> T) -> std::thread::Result<T> {
    let result = catch_unwind(AssertUnwindSafe(body));
    if let Err(panic) = &result {
        event::note_call(|| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            format!("ends by a panic: {}", text.unwrap_or("not in words"))
        });
    }
    result
}

pub(super) fn note_start(resident: &Resident, place: &'static Location<'static>) {
    event::note(place, || match resident.thread.name() {
        Some(name) => format!("starts thread {} ({name})", resident.number),
        None => format!("starts thread {}", resident.number),
    });
}

/// Starts a thread of the scheduler's. The body must not panic.
pub(crate) fn launch(
    name: Option<String>,
    owner: Owner,
    body: impl FnOnce() + Send + 'static,
) -> Resident {
    let resident = Resident {
        thread: machine::new_thread(name),
        owner,
        number: match owner {
            Owner::Program => machine::with(|machine| {
                machine.program_threads += 1;
                machine.program_threads
            }),
            Owner::Driver => 0,
        },
    };
    let newcomer = resident.clone();
    // As a task whose handle is dropped: a thread that nobody waits for does not keep an execution
    // from ending, nor is it a deadlock if it never does.
    drop(shuttle::future::spawn(async move {
        machine::settle(newcomer);
        body();
    }));
    if machine::is_dead() {
        schedule::vanish();
    }
    resident
}
