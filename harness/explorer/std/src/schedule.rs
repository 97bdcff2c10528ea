//! The schedule: where another thread may go on, and how one waits.

use std::future::{pending, poll_fn};
use std::task::{Poll, Waker};
use std::time::Duration;

use shuttle::MaxSteps;
use shuttle::future::block_on;
use shuttle::rand::RngCore;
use shuttle_engine::runtime::execution::ExecutionState;

use crate::fresh::Fresh;
use crate::machine;

/// A timeout that could fire fires at the latest when its thread has been passed over so often.
const PATIENCE: usize = 16;

/// Lets the scheduler choose who goes on: called before each operation that others can see.
pub fn step() {
    if !can_switch() {
        return;
    }
    // Nothing sleeps: this is the plainest switch that there is.
    shuttle::thread::sleep(Duration::ZERO);
    if machine::is_dead() {
        vanish();
    }
}

/// Like [`step`], by a thread that would rather not go on at once.
pub fn give_way() {
    if !can_switch() {
        return;
    }
    shuttle::thread::yield_now();
    if machine::is_dead() {
        vanish();
    }
}

/// Not where a thread unwinds: all simulated threads share a real one, and so all of them would
/// seem to panic. Not where the execution is over, or has not begun.
fn can_switch() -> bool {
    !std::thread::panicking() && machine::is_running()
}

/// Ends the current thread without a trace: it waits for ever, and runs no destructor.
pub fn vanish() -> ! {
    loop {
        block_on(pending::<()>());
    }
}

/// One of so many, as the schedule decides.
pub fn choose(count: usize) -> usize {
    match count {
        0 | 1 => 0,
        count => (shuttle::rand::thread_rng().next_u64() % count as u64) as usize,
    }
}

/// Threads that wait for something. All of them are woken together, look again, and the schedule
/// decides who is first.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: Fresh<Vec<Waker>>,
}

impl Queue {
    /// Nobody waits.
    pub const fn new() -> Queue {
        Queue {
            waiting: Fresh::new(),
        }
    }

    /// Waits until an attempt succeeds. The attempt must not switch threads.
    pub fn wait_until<T>(&self, mut attempt: impl FnMut() -> Option<T>) -> T {
        block_on(poll_fn(|context| {
            if !machine::is_dead() {
                if let Some(done) = attempt() {
                    return Poll::Ready(done);
                }
                if std::thread::panicking() {
                    // All other threads would seem to panic meanwhile.
                    machine::cannot("a thread waits while it panics");
                }
                self.waiting
                    .with(|waiting| waiting.push(context.waker().clone()));
            }
            Poll::Pending
        }))
    }

    /// Waits likewise, or until a timeout fires, which it does when the schedule decides so: the
    /// thread stays one that can go on, so that waiting with a timeout is never a deadlock.
    pub fn wait_or_time_out<T>(
        &self,
        timeout: Duration,
        mut attempt: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        for _ in 0..PATIENCE {
            if let Some(done) = attempt() {
                return Some(done);
            }
            if choose(2) == 1 {
                break;
            }
            give_way();
        }
        machine::pass(timeout);
        None
    }

    /// Waits with a timeout if there is one.
    pub fn wait_at_most<T>(
        &self,
        timeout: Option<Duration>,
        attempt: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        match timeout {
            Some(timeout) => self.wait_or_time_out(timeout, attempt),
            None => Some(self.wait_until(attempt)),
        }
    }

    /// Wakes all that wait.
    pub fn wake(&self) {
        if machine::is_running() {
            let woken = self.waiting.with(std::mem::take);
            woken.into_iter().for_each(Waker::wake);
        }
    }
}

/// Ends the execution when the thread that began it ends.
struct Closing;

impl Drop for Closing {
    /// Threads that are left would be unwound otherwise, one by one, and a destructor of theirs
    /// that waits (a pool's that joins its workers, say) aborts the whole process. An execution that
    /// is stopped forgets them instead.
    fn drop(&mut self) {
        let is_stopped = machine::close();
        if is_stopped && !ExecutionState::should_stop() && !std::thread::panicking() {
            ExecutionState::with(|state| state.config.max_steps = MaxSteps::ContinueAfter(0));
            shuttle::thread::sleep(Duration::ZERO);
        }
    }
}

shuttle::thread_local! {
    static CLOSING: Closing = Closing;
}

/// Has the execution end with the current thread.
pub fn close_with_this_thread() {
    CLOSING.with(|_| ());
}
