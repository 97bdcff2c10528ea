//! A lock for each counter, each looked up in a table with a lock of its own; then a `move` takes both,
//! the giver's first, one right behind the other.
//!
//! role: server
//! caught by: opposite-moves, schedules

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

#[path = "../counter.rs"]
mod given;

static TABLE: Mutex<BTreeMap<String, Arc<Mutex<i64>>>> = Mutex::new(BTreeMap::new());

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => given::change(&mut given::lock(&counter(name)), 1),
        given::Request::Add(name, n) => given::change(&mut given::lock(&counter(name)), n),
        given::Request::Get(name) => Ok(given::lock(&counter(name)).to_string()),
        given::Request::Move(from, to, _) if from == to => Ok("ok".to_owned()),
        given::Request::Move(from, to, n) => {
            let [from, to] = [from, to].map(counter);
            let mut from = given::lock(&from);
            let mut to = given::lock(&to);
            given::shift(&mut from, &mut to, n)
        }
        given::Request::Sum => {
            let table = given::lock(&TABLE);
            let locked: Vec<_> = table.values().map(|counter| given::lock(counter)).collect();
            given::total(locked.iter().map(|counter| **counter))
        }
    }
}

fn counter(name: &str) -> Arc<Mutex<i64>> {
    let mut table = given::lock(&TABLE);
    Arc::clone(table.entry(name.to_owned()).or_default())
}
