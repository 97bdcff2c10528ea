//! Counters by themselves: right ones hold, wrong ones are caught, stubs are left out.

use std::collections::BTreeMap;

use roundtrip_explorer::course::Course;
use roundtrip_explorer::outcome::Kind;
use roundtrip_explorer::scenario::Scenario;
use roundtrip_explorer::search::{Effort, follow, search};
use roundtrip_explorer::{Subject, counters};
use roundtrip_std::sync::{Mutex, MutexGuard, PoisonError};

type All = BTreeMap<String, i64>;

/// Counters whose mistakes are chosen by type.
#[derive(Default)]
struct Counters<const RACES: bool, const LOCKS_TWICE: bool> {
    all: Mutex<All>,
}

impl<const RACES: bool, const LOCKS_TWICE: bool> Counters<RACES, LOCKS_TWICE> {
    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inc(&self, name: &str) -> Result<i64, ()> {
        self.add(name, 1)
    }

    fn get(&self, name: &str) -> i64 {
        self.lock().get(name).copied().unwrap_or(0)
    }

    fn add(&self, name: &str, n: i64) -> Result<i64, ()> {
        if RACES {
            let value = self.get(name).checked_add(n).ok_or(())?;
            self.lock().insert(name.to_owned(), value);
            return Ok(value);
        }
        let mut all = self.lock();
        let value = all.entry(name.to_owned()).or_default();
        *value = value.checked_add(n).ok_or(())?;
        Ok(*value)
    }

    fn move_between(&self, from: &str, to: &str, n: i64) -> Result<(), ()> {
        let mut all = self.lock();
        if LOCKS_TWICE && from == to {
            drop(self.lock());
        }
        *all.entry(from.to_owned()).or_default() -= n;
        *all.entry(to.to_owned()).or_default() += n;
        Ok(())
    }

    fn sum(&self) -> Result<i64, ()> {
        Ok(self.lock().values().sum())
    }
}

mod right {
    roundtrip_explorer::counters!(super::Counters<false, false>);
    pub const MAKE: fn() -> roundtrip_explorer::counters::Shared = counters;
}

mod racy {
    roundtrip_explorer::counters!(super::Counters<true, false>);
    pub const MAKE: fn() -> roundtrip_explorer::counters::Shared = counters;
}

mod locking_twice {
    roundtrip_explorer::counters!(super::Counters<false, true>);
    pub const MAKE: fn() -> roundtrip_explorer::counters::Shared = counters;
}

mod stub {
    #[derive(Default)]
    pub struct Stub;

    impl Stub {
        pub fn inc(&self, _: &str) -> Result<i64, ()> {
            todo!("step 1")
        }

        pub fn get(&self, _: &str) -> i64 {
            todo!("step 1")
        }

        pub fn add(&self, _: &str, _: i64) -> Result<i64, ()> {
            todo!("step 2")
        }

        pub fn move_between(&self, _: &str, _: &str, _: i64) -> Result<(), ()> {
            todo!("step 4")
        }

        pub fn sum(&self) -> Result<i64, ()> {
            todo!("step 4")
        }
    }

    roundtrip_explorer::counters!(Stub);
    pub const MAKE: fn() -> roundtrip_explorer::counters::Shared = counters;
}

fn subject(make: fn() -> counters::Shared) -> Subject {
    Subject {
        program: || (),
        counters: Some(make),
    }
}

/// Which scenarios fail, and how, with every one of these seeds.
fn failed(make: fn() -> counters::Shared) -> Vec<(&'static str, Kind)> {
    let fails = |scenario: &Scenario| {
        let mut kinds = (1..=20).map(|seed| {
            let schedules = 100;
            let explored = search(subject(make), scenario, Effort { schedules, seed });
            explored.failure.map(|failure| failure.kind)
        });
        let first = kinds.next().flatten()?;
        kinds
            .all(|kind| kind == Some(first))
            .then_some((scenario.name, first))
    };
    counters::SCENARIOS.iter().filter_map(fails).collect()
}

#[test]
fn right_counters_hold() {
    assert!(follow(subject(right::MAKE), &counters::ALONE, &Course::default()).is_none());
    for scenario in &counters::SCENARIOS {
        let (schedules, seed) = (100, 1);
        let explored = search(subject(right::MAKE), scenario, Effort { schedules, seed });
        assert_eq!(explored.failure, None, "{}", scenario.name);
        assert_eq!(explored.schedules, 500, "{}", scenario.name);
        assert!(explored.threads >= 2, "{}", scenario.name);
    }
}

#[test]
fn a_lost_update_is_found_with_every_seed() {
    let found = failed(racy::MAKE);
    for name in ["two threads call inc", "two threads call add and inc"] {
        assert!(found.contains(&(name, Kind::Wrong)), "{found:?}");
    }
}

#[test]
fn a_double_lock_is_found_with_every_seed() {
    let found = failed(locking_twice::MAKE);
    let name = "a move_between from a counter to itself";
    assert_eq!(found, [(name, Kind::Deadlock)]);
}

#[test]
fn counters_that_are_not_used_are_left_out() {
    let found = follow(subject(stub::MAKE), &counters::ALONE, &Course::default());
    let message = found.expect("it cannot count").message;
    assert!(
        message.ends_with("not yet implemented: step 1"),
        "{message}"
    );
}
