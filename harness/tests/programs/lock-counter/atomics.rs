//! A right counter server with atomic counters. `inc` and `add` run at the same time, even on one
//! counter; `move` and `sum`, which are about more than one, keep all others out.

use std::collections::HashMap;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use common::{Answer, Outcome, Reason, Request};

#[path = "common.rs"]
mod common;

type Map = HashMap<String, AtomicI64>;

#[derive(Default)]
struct Counters(RwLock<Map>);

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
        map.get(name).map_or(0, |counter| counter.load(SeqCst))
    }

    fn add(&self, name: &str, amount: i64) -> Result<i64, Reason> {
        if let Some(counter) = self.read().get(name) {
            return add(counter, amount);
        }
        // Another thread may have created it by now.
        add(self.write().entry(name.to_owned()).or_default(), amount)
    }

    fn shift(&self, from: &str, to: &str, amount: i64) -> Result<(), Reason> {
        if from == to {
            return Ok(());
        }
        let mut map = self.write();
        let left = *map.entry(from.to_owned()).or_default().get_mut();
        let arrived = *map.entry(to.to_owned()).or_default().get_mut();
        let (left, arrived) = common::moved(left, arrived, amount)?;
        map.insert(from.to_owned(), left.into());
        map.insert(to.to_owned(), arrived.into());
        Ok(())
    }

    /// The lock is taken for writing though nothing is written: `add` holds it for reading.
    fn total(&self) -> Result<i64, Reason> {
        let map = self.write();
        common::total(map.values().map(|counter| counter.load(SeqCst)))
    }

    fn read(&self) -> RwLockReadGuard<'_, Map> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Map> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads, adds and writes as one step: `fetch_update` tries again where another came between.
fn add(counter: &AtomicI64, amount: i64) -> Result<i64, Reason> {
    match counter.fetch_update(SeqCst, SeqCst, |value| value.checked_add(amount)) {
        // Either way it is the value before, and its sum is the new value, or does not fit.
        Ok(before) | Err(before) => common::sum(before, amount),
    }
}

fn main() {
    let counters = Counters::default();
    common::serve(move |request| counters.answer(&request))
}
