//! Threads that borrow.

use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::Result;

use super::builder::{launch, note_start, run};
use super::handle::Thread;
use super::joining::{JoinHandle, Legacy};
use crate::machine;
use crate::schedule::Queue;

/// As [`std::thread::Scope`].
pub struct Scope<'scope, 'env: 'scope> {
    household: Arc<Household>,
    // Both are invariant, as in `std`.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The threads of a scope that have not ended.
#[derive(Default)]
struct Household {
    running: AtomicUsize,
    /// One of them has panicked, and was not joined.
    has_panicked: Arc<AtomicBool>,
    leaving: Queue,
}

/// As [`std::thread::ScopedJoinHandle`].
pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

/// Runs a function that may start threads which borrow, and waits for the end of all of them.
///
/// # Panics
/// A thread has panicked that was not joined.
#[track_caller]
pub fn scope<'env, F, T>(body: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        household: Arc::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = catch_unwind(AssertUnwindSafe(|| body(&scope)));
    let household = &scope.household;
    household
        .leaving
        .wait_until(|| (household.running.load(Ordering::SeqCst) == 0).then_some(()));
    match result {
        Err(panic) => resume_unwind(panic),
        Ok(_) if household.has_panicked.load(Ordering::SeqCst) => {
            panic!("a scoped thread panicked")
        }
        Ok(result) => result,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread in the scope.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, body: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(None, Location::caller(), body)
    }

    pub(super) fn start<F, T>(
        &'scope self,
        name: Option<String>,
        place: &'static Location<'static>,
        body: F,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let legacy = Arc::new(Legacy::new(Some(Arc::clone(&self.household.has_panicked))));
        let left = Arc::clone(&legacy);
        let household = Arc::clone(&self.household);
        household.running.fetch_add(1, Ordering::SeqCst);
        let body: Box<dyn FnOnce() + Send + 'scope> = Box::new(move || {
            left.leave(run(body));
            // What it returned may borrow, too.
            drop(left);
            household.running.fetch_sub(1, Ordering::SeqCst);
            household.leaving.wake();
        });
        // SAFETY: what the body borrows outlives `scope`, which does not return or unwind before the
        // body has run to its end. Where `scope` never goes on, the program has ended or the
        // execution is over; then stacks are forgotten, not unwound, and bodies that never began are
        // dropped before any stack is freed.
        let body = unsafe {
            std::mem::transmute::<
                Box<dyn FnOnce() + Send + 'scope>,
                Box<dyn FnOnce() + Send + 'static>,
            >(body)
        };
        let resident = launch(name, machine::owner(), body);
        note_start(&resident, place);
        ScopedJoinHandle {
            handle: JoinHandle {
                thread: resident.thread,
                number: resident.number,
                legacy,
            },
            scope: PhantomData,
        }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end.
    ///
    /// # Errors
    /// The thread has panicked.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.handle.join()
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Who it is.
    pub fn thread(&self) -> &Thread {
        self.handle.thread()
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
