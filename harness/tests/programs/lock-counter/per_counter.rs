//! A right counter server with a lock for each counter. Whoever needs more than one of them takes
//! them in the order of their names, so that no two wait for each other.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use common::{Answer, Outcome, Reason, Request};

#[path = "common.rs"]
mod common;

type Counter = Mutex<i64>;

/// The map is locked before the counters, and never behind one. Names are added, not removed.
#[derive(Default)]
struct Counters(RwLock<BTreeMap<String, Counter>>);

impl Counters {
    fn answer(&self, request: &Request) -> Outcome {
        match request {
            Request::Get(name) => Ok(Answer::Number(self.get(name))),
            Request::Add(name, amount) => self.add(name, *amount).map(Answer::Number),
            Request::Move(from, to, amount) => self.shift(from, to, *amount).map(|()| Answer::Done),
            Request::Sum => self.total().map(Answer::Number),
        }
    }

    fn get(&self, name: &str) -> i64 {
        let map = self.read();
        map.get(name).map_or(0, |counter| *lock(counter))
    }

    fn add(&self, name: &str, amount: i64) -> Result<i64, Reason> {
        self.create(name);
        let map = self.read();
        let mut value = lock(&map[name]);
        *value = common::sum(*value, amount)?;
        Ok(*value)
    }

    fn shift(&self, from: &str, to: &str, amount: i64) -> Result<(), Reason> {
        if from == to {
            return Ok(());
        }
        self.create(from);
        self.create(to);
        let map = self.read();
        let (mut left, mut arrived);
        if from < to {
            left = lock(&map[from]);
            arrived = lock(&map[to]);
        } else {
            arrived = lock(&map[to]);
            left = lock(&map[from]);
        }
        (*left, *arrived) = common::moved(*left, *arrived, amount)?;
        Ok(())
    }

    /// Holds all counters at once, and the map, so that none is added meanwhile.
    fn total(&self) -> Result<i64, Reason> {
        let map = self.read();
        let values: Vec<_> = map.values().map(lock).collect();
        common::total(values.iter().map(|value| **value))
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, Counter>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn create(&self, name: &str) {
        // Mostly it is there, and others may go on.
        if self.read().contains_key(name) {
            return;
        }
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        map.entry(name.to_owned()).or_default();
    }
}

fn lock(counter: &Counter) -> MutexGuard<'_, i64> {
    counter.lock().unwrap_or_else(PoisonError::into_inner)
}

fn main() {
    let counters = Counters::default();
    common::serve(move |request| counters.answer(&request))
}
