//! Schedules at random, until one fails; then the shortest one that does.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use roundtrip_std::world;
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, Runner};

use crate::counters::words;
use crate::course::{self, Course, Follower, Recorder, Shared};
use crate::outcome::{Event, Explored, Failure, Kind};
use crate::scenario::{Play, Scenario, Subject, stage};
use crate::shorten::shorten;

/// How hard to try.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Schedules for each conversation: half of them at random, half by priorities (PCT).
    pub schedules: usize,
    /// Where all that is random comes from.
    pub seed: u64,
}

/// Calls are explored so many times as long as a conversation, and take less all the same.
const CALLS: usize = 5;
/// How many places a PCT schedule changes its mind at: most faults need one or two.
const DEPTH: usize = 3;
/// Of simulated threads, in bytes. A debug build's `println!` takes its share.
const STACK: usize = 512 * 1024;

/// Explores one scenario.
pub fn search(subject: Subject, scenario: &Scenario, effort: Effort) -> Explored {
    let begun = Instant::now();
    let times = match scenario.play {
        Play::Talk(_) => 1,
        Play::Calls(_) => CALLS,
    };
    let half = (effort.schedules * times).div_ceil(2);
    let random = RandomScheduler::new_from_seed(effort.seed, half);
    let mut explored = Explored {
        scenario: scenario.name.to_owned(),
        promise: scenario.promise.to_owned(),
        part: scenario.part,
        schedules: 0,
        given_up: 0,
        threads: 0,
        milliseconds: 0.0,
        unmodelled: None,
        failure: None,
    };
    let mut failed = run(subject, scenario, random, &mut explored);
    if failed.is_none() {
        let by_priority = PctScheduler::new_from_seed(effort.seed, DEPTH, half);
        failed = run(subject, scenario, by_priority, &mut explored);
    }
    explored.milliseconds = begun.elapsed().as_secs_f64() * 1e3;
    explored.failure = failed.map(|(course, found)| {
        let (course, found) = shorten(course, found, |course| follow(subject, scenario, course));
        tell(subject, scenario, course, found)
    });
    explored.unmodelled = world::unmodelled();
    explored
}

/// Plays one schedule again.
pub fn replay(subject: Subject, scenario: &Scenario, course: &Course) -> Explored {
    let begun = Instant::now();
    let found = follow(subject, scenario, course);
    Explored {
        scenario: scenario.name.to_owned(),
        promise: scenario.promise.to_owned(),
        part: scenario.part,
        schedules: 1,
        given_up: 0,
        threads: 0,
        milliseconds: begun.elapsed().as_secs_f64() * 1e3,
        unmodelled: None,
        failure: found.map(|found| tell(subject, scenario, course.clone(), found)),
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In words.
    pub message: String,
    /// How.
    pub kind: Kind,
}

impl Found {
    /// What a panic says: a scenario's own, or the scheduler's.
    fn of(panic: &(dyn Any + Send)) -> Found {
        let text = words(panic);
        if text.starts_with("deadlock") {
            return Found {
                message: "every thread waits, and none will ever go on".into(),
                kind: Kind::Deadlock,
            };
        }
        Found {
            message: text.to_owned(),
            kind: Kind::Wrong,
        }
    }
}

fn run(
    subject: Subject,
    scenario: &Scenario,
    scheduler: impl Scheduler + 'static,
    explored: &mut Explored,
) -> Option<(Course, Found)> {
    let log = Shared::default();
    let threads = Arc::new(AtomicUsize::new(0));
    let most = Arc::clone(&threads);
    let outcome = play(
        subject,
        scenario,
        Recorder::new(scheduler, &log),
        move || {
            most.fetch_max(world::threads(), Ordering::Relaxed);
        },
    );
    let log = course::read(&log);
    explored.schedules += log.executions;
    explored.given_up += log.given_up;
    explored.threads = explored.threads.max(threads.load(Ordering::Relaxed));
    outcome.map(|found| (log.course, found))
}

/// Plays a course; what went wrong, if something did.
pub fn follow(subject: Subject, scenario: &Scenario, course: &Course) -> Option<Found> {
    let log = Shared::default();
    play(
        subject,
        scenario,
        Recorder::new(Follower::new(course.clone()), &log),
        || {},
    )
}

fn play(
    subject: Subject,
    scenario: &Scenario,
    scheduler: impl Scheduler + 'static,
    at_end: impl Fn() + Send + Sync + 'static,
) -> Option<Found> {
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    let scenario = *scenario;
    let body = move || {
        stage(subject, &scenario);
        at_end();
    };
    catch_unwind(AssertUnwindSafe(|| {
        Runner::new(scheduler, config).run(body)
    }))
    .err()
    .map(|panic| Found::of(panic.as_ref()))
}

/// The failure, with all that happened.
fn tell(subject: Subject, scenario: &Scenario, course: Course, found: Found) -> Failure {
    world::record(true);
    let _ = follow(subject, scenario, &course);
    let events = world::events().into_iter().map(|event| Event {
        thread: event.thread,
        name: event.name,
        file: event.file,
        line: event.line,
        what: event.what,
    });
    let events = events.collect();
    world::record(false);
    Failure {
        scenario: scenario.name.to_owned(),
        message: found.message,
        kind: found.kind,
        // Numbers alone: they can be written.
        course: serde_json::to_value(&course).unwrap_or_default(),
        events,
    }
}
