//! The course of an execution: which thread went on at each step, written down and followed again.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

/// More steps are not taken: a server that asks again and again whether something has happened
/// takes as many as it is given.
pub const MOST_STEPS: usize = 20_000;

/// A course by its departures from the usual one, in which each thread goes on as long as it can.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// At these steps another thread goes on.
    pub switches: Vec<Switch>,
    /// The answers to whoever asked for a random number.
    pub numbers: Vec<u64>,
}

/// A departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// The step, from 0.
    pub step: usize,
    /// The thread that goes on.
    pub thread: usize,
}

/// What a scheduler did in its last execution.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The course of it.
    pub course: Course,
    /// How many steps it took.
    pub steps: usize,
    /// How many executions there have been.
    pub executions: usize,
    /// How many of them were given up at [`MOST_STEPS`].
    pub given_up: usize,
}

/// The log, to be read when the runner has gone with its scheduler.
pub type Shared = Arc<Mutex<Log>>;

/// Reads a log, whatever became of those who wrote it.
pub fn read(log: &Shared) -> Log {
    log.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The usual choice: the thread that runs, unless it cannot or would rather not; else the next one.
fn usual(runnable: &[&Task], current: Option<TaskId>, is_yielding: bool) -> TaskId {
    let goes_on = runnable.iter().find(|task| Some(task.id()) == current);
    match (goes_on, current) {
        (Some(task), _) if !is_yielding => task.id(),
        (_, Some(current)) => {
            let next = runnable.iter().find(|task| task.id() > current);
            next.unwrap_or(&runnable[0]).id()
        }
        (_, None) => runnable[0].id(),
    }
}

/// Writes down what another scheduler decides.
pub struct Recorder<S> {
    inner: S,
    log: Shared,
}

impl<S> Recorder<S> {
    /// Around this one.
    pub fn new(inner: S, log: &Shared) -> Recorder<S> {
        Recorder {
            inner,
            log: Arc::clone(log),
        }
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Scheduler> Scheduler for Recorder<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        let schedule = self.inner.new_execution()?;
        let mut log = self.log();
        log.course = Course::default();
        log.steps = 0;
        log.executions += 1;
        Some(schedule)
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let chosen = self.inner.next_task(runnable, current, is_yielding)?;
        let mut log = self.log();
        if log.steps >= MOST_STEPS {
            log.given_up += 1;
            return None;
        }
        if chosen != usual(runnable, current, is_yielding) {
            let switch = Switch {
                step: log.steps,
                thread: chosen.into(),
            };
            log.course.switches.push(switch);
        }
        log.steps += 1;
        Some(chosen)
    }

    fn next_u64(&mut self) -> u64 {
        let number = self.inner.next_u64();
        self.log().course.numbers.push(number);
        number
    }
}

/// Follows a course, once.
pub struct Follower {
    course: Course,
    step: usize,
    asked: usize,
    is_done: bool,
}

impl Follower {
    /// Of this course.
    pub fn new(course: Course) -> Follower {
        Follower {
            course,
            step: 0,
            asked: 0,
            is_done: false,
        }
    }
}

impl Scheduler for Follower {
    fn new_execution(&mut self) -> Option<Schedule> {
        (!std::mem::replace(&mut self.is_done, true)).then(|| Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let step = self.step;
        self.step += 1;
        let wanted = self
            .course
            .switches
            .iter()
            .find(|switch| switch.step == step);
        // A thread that cannot go on here, in a course that was shortened, is passed over.
        let wanted = wanted.and_then(|switch| {
            let is_wanted = |task: &&&Task| usize::from(task.id()) == switch.thread;
            runnable.iter().find(is_wanted).map(|task| task.id())
        });
        Some(wanted.unwrap_or_else(|| usual(runnable, current, is_yielding)))
    }

    fn next_u64(&mut self) -> u64 {
        let number = self.course.numbers.get(self.asked).copied();
        self.asked += 1;
        number.unwrap_or(0)
    }
}
