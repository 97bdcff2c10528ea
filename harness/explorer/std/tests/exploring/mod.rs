//! Small programs under shuttle's schedulers.

#![allow(dead_code)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use roundtrip_std::{thread, world};
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

/// Where servers listen.
pub const PORT: u16 = 4000;

/// Plays so many schedules at random, and as many by priorities. What the first failure says.
pub fn explore(schedules: usize, body: fn()) -> Result<(), String> {
    play(RandomScheduler::new_from_seed(7, schedules), body)?;
    play(PctScheduler::new_from_seed(7, 3, schedules), body)
}

/// A failure, which there must be.
pub fn failure(body: fn()) -> String {
    explore(500, body).expect_err("no schedule fails")
}

/// No schedule may fail.
pub fn never_fails(body: fn()) {
    if let Err(failure) = explore(500, body) {
        panic!("a schedule fails: {failure}");
    }
}

fn play(scheduler: impl Scheduler + 'static, body: fn()) -> Result<(), String> {
    static SILENCE: Once = Once::new();
    SILENCE.call_once(|| {
        let report = std::panic::take_hook();
        // What panics under the scheduler is looked at here; the tests' own panics are reported.
        std::panic::set_hook(Box::new(move |panic| {
            if shuttle::current::try_get_current_task().is_none() {
                report(panic);
            }
        }));
    });
    let mut config = Config::new();
    config.stack_size = 512 * 1024;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(20_000);
    let run = || {
        Runner::new(scheduler, config).run(move || {
            world::begin(&["127.0.0.1:4000"]);
            // PCT refuses what has one thread only.
            drop(thread::spawn(thread::yield_now));
            body();
        })
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(_) => Ok(()),
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()))
            .unwrap_or_else(|| "a panic without words".to_owned())),
    }
}
