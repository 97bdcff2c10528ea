//! What the wrong programs of the lab `lock-counter` share beside [`calculator`](calculator.rs),
//! and do right: requests, names, arithmetic, and three ways to keep the counters.
//!
//! A program takes all of it as `given`, and has its own mistake in its own file.

// No program uses all of it.
#![allow(dead_code, unused_imports)]

use std::collections::BTreeMap;
use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

#[path = "calculator.rs"]
mod lines;

pub use lines::{
    LIMIT, Line, Outcome, Source, address, announce, bind, complain, converse, fail, integer,
    listen, next_line, serve_each, serve_lines, serve_threads, text, typed, without_ending, words,
};

/// Why there is no result.
pub const TOO_LARGE: &str = "it does not fit in 64 bits";

/// The longest name, in characters.
pub const LONGEST: usize = 32;

/// What is asked for.
#[derive(Clone, Copy)]
pub enum Request<'a> {
    Inc(&'a str),
    Add(&'a str, i64),
    Get(&'a str),
    /// From, to, how much.
    Move(&'a str, &'a str, i64),
    Sum,
}

/// A way to add two numbers, which may find that the result does not fit.
pub type Plus = fn(i64, i64) -> Result<i64, &'static str>;

/// The request that a line is.
pub fn parse(request: &[u8]) -> Result<Request<'_>, &'static str> {
    understand(&words(request)?, is_name, integer)
}

/// The request that some words are, with a notion of names and one of numbers.
pub fn understand<'a>(
    words: &[&'a str],
    is_name: fn(&str) -> bool,
    integer: fn(&str) -> Result<i64, &'static str>,
) -> Result<Request<'a>, &'static str> {
    let name = |word: &'a str| is_name(word).then_some(word).ok_or("not a name");
    match *words {
        ["inc", counter] => Ok(Request::Inc(name(counter)?)),
        ["add", counter, n] => Ok(Request::Add(name(counter)?, integer(n)?)),
        ["get", counter] => Ok(Request::Get(name(counter)?)),
        ["move", from, to, n] => Ok(Request::Move(name(from)?, name(to)?, integer(n)?)),
        ["sum"] => Ok(Request::Sum),
        _ => Err("no such request"),
    }
}

/// Whether a word names a counter.
pub fn is_name(word: &str) -> bool {
    (1..=LONGEST).contains(&word.len()) && word.bytes().all(is_in_names)
}

/// Whether a character may stand in a name.
pub fn is_in_names(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')
}

/// The sum of two numbers.
pub fn plus(a: i64, b: i64) -> Result<i64, &'static str> {
    a.checked_add(b).ok_or(TOO_LARGE)
}

/// The sum of all values: it must fit, and what lies on the way need not.
pub fn total(values: impl Iterator<Item = i64>) -> Outcome {
    let total: i128 = values.map(i128::from).sum();
    let total = i64::try_from(total).map_err(|_| TOO_LARGE)?;
    Ok(total.to_string())
}

/// Adds to a counter.
pub fn change(counter: &mut i64, n: i64) -> Outcome {
    *counter = plus(*counter, n)?;
    Ok(counter.to_string())
}

/// Moves between two counters: both change, or neither.
pub fn shift(from: &mut i64, to: &mut i64, n: i64) -> Outcome {
    let left = from.checked_sub(n).ok_or(TOO_LARGE)?;
    *to = plus(*to, n)?;
    *from = left;
    Ok("ok".to_owned())
}

/// Locks, whatever became of those who had the lock before.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers each line of one client; between two answers something may be kept.
pub fn converse_with(
    stream: TcpStream,
    mut answer: impl FnMut(&[u8]) -> Outcome,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(&stream);
    while let Some(line) = next_line(&mut requests)? {
        (&stream).write_all(reply(&line, &mut answer).as_bytes())?;
    }
    Ok(())
}

/// The reply to a line, which may be too long.
pub fn reply(line: &Line, answer: impl FnOnce(&[u8]) -> Outcome) -> String {
    text(match line {
        Line::Whole(request) => answer(request),
        Line::TooLong => Err("the line is too long"),
    })
}

// The first way: one lock for all counters.

/// All counters that have been touched.
pub type Counters = BTreeMap<String, i64>;

/// All counters.
pub static COUNTERS: Mutex<Counters> = Mutex::new(BTreeMap::new());

/// All counters, locked.
pub fn counters() -> MutexGuard<'static, Counters> {
    lock(&COUNTERS)
}

/// The outcome of a line.
pub fn answer(request: &[u8]) -> Outcome {
    perform(parse(request)?, &mut counters())
}

/// Does what is asked for.
pub fn perform(request: Request, counters: &mut Counters) -> Outcome {
    match request {
        Request::Sum => total(counters.values().copied()),
        other => perform_with(other, counters, plus),
    }
}

/// Does what is asked for in an arithmetic of one's own.
pub fn perform_with(request: Request, counters: &mut Counters, plus: Plus) -> Outcome {
    let result = match request {
        Request::Inc(name) => plus(value(counters, name), 1)?,
        Request::Add(name, n) => plus(value(counters, name), n)?,
        Request::Get(name) => value(counters, name),
        Request::Move(from, to, n) => {
            if from != to {
                let left = plus(value(counters, from), n.checked_neg().ok_or(TOO_LARGE)?)?;
                let arrived = plus(value(counters, to), n)?;
                counters.insert(from.to_owned(), left);
                counters.insert(to.to_owned(), arrived);
            }
            return Ok("ok".to_owned());
        }
        Request::Sum => counters
            .values()
            .try_fold(0, |sum, value| plus(sum, *value))?,
    };
    if let Request::Inc(name) | Request::Add(name, _) = request {
        counters.insert(name.to_owned(), result);
    }
    Ok(result.to_string())
}

/// The value of a counter: 0 until it is touched.
pub fn value(counters: &Counters, name: &str) -> i64 {
    counters.get(name).copied().unwrap_or(0)
}

/// A counter that is about to be touched.
pub fn counter<'a>(counters: &'a mut Counters, name: &str) -> &'a mut i64 {
    counters.entry(name.to_owned()).or_default()
}

/// A table of counters that can be changed while many look into it.
pub type Table<Counter> = RwLock<BTreeMap<String, Counter>>;

/// The table, with no changes to it; these names are in it.
fn know<Counter: Default>(
    table: &'static Table<Counter>,
    names: &[&str],
) -> RwLockReadGuard<'static, BTreeMap<String, Counter>> {
    loop {
        let known = table.read().unwrap_or_else(PoisonError::into_inner);
        if names.iter().all(|name| known.contains_key(*name)) {
            return known;
        }
        drop(known);
        let mut table = table.write().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            table.entry((*name).to_owned()).or_default();
        }
    }
}

/// The second way: a lock for each counter. Who works on one or two holds the table for reading;
/// who wants all of them, for writing.
pub mod apart {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

    use super::{Outcome, Request, Table, change, lock, shift, total};

    pub static TABLE: Table<Mutex<i64>> = RwLock::new(BTreeMap::new());

    /// The table, with no changes to it; these names are in it.
    pub fn know(names: &[&str]) -> RwLockReadGuard<'static, BTreeMap<String, Mutex<i64>>> {
        super::know(&TABLE, names)
    }

    /// Does what is asked for.
    pub fn perform(request: Request) -> Outcome {
        match request {
            Request::Inc(name) => change(&mut lock(&know(&[name])[name]), 1),
            Request::Add(name, n) => change(&mut lock(&know(&[name])[name]), n),
            Request::Get(name) => {
                let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
                let value = table.get(name).map_or(0, |counter| *lock(counter));
                Ok(value.to_string())
            }
            Request::Move(from, to, _) if from == to => Ok("ok".to_owned()),
            Request::Move(from, to, n) => {
                let table = know(&[from, to]);
                // All lock in the order of the names.
                let [first, second] = [from.min(to), from.max(to)].map(|name| lock(&table[name]));
                let (mut from, mut to) = match from < to {
                    true => (first, second),
                    false => (second, first),
                };
                shift(&mut from, &mut to, n)
            }
            Request::Sum => {
                let table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
                total(table.values().map(|counter| *lock(counter)))
            }
        }
    }
}

/// The third way: atomics. Who works on one holds the table for reading; who wants more, for
/// writing.
pub mod atomic {
    use std::collections::BTreeMap;
    use std::sync::atomic::AtomicI64;
    use std::sync::atomic::Ordering::SeqCst;
    use std::sync::{PoisonError, RwLock, RwLockReadGuard};

    use super::{Outcome, Request, TOO_LARGE, Table, plus, shift, total};

    pub static TABLE: Table<AtomicI64> = RwLock::new(BTreeMap::new());

    /// The table, with no changes to it; this name is in it.
    pub fn know(name: &str) -> RwLockReadGuard<'static, BTreeMap<String, AtomicI64>> {
        super::know(&TABLE, &[name])
    }

    /// Does what is asked for.
    pub fn perform(request: Request) -> Outcome {
        match request {
            Request::Inc(name) => add(name, 1),
            Request::Add(name, n) => add(name, n),
            Request::Get(name) => {
                let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
                let value = table.get(name).map_or(0, |counter| counter.load(SeqCst));
                Ok(value.to_string())
            }
            Request::Move(from, to, _) if from == to => Ok("ok".to_owned()),
            Request::Move(from, to, n) => {
                let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
                let [mut left, mut arrived] = [from, to]
                    .map(|name| table.get(name).map_or(0, |counter| counter.load(SeqCst)));
                let outcome = shift(&mut left, &mut arrived, n)?;
                table.insert(from.to_owned(), AtomicI64::new(left));
                table.insert(to.to_owned(), AtomicI64::new(arrived));
                Ok(outcome)
            }
            Request::Sum => {
                let table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
                total(table.values().map(|counter| counter.load(SeqCst)))
            }
        }
    }

    fn add(name: &str, n: i64) -> Outcome {
        let table = know(name);
        let before = table[name]
            .fetch_update(SeqCst, SeqCst, |value| value.checked_add(n))
            .map_err(|_| TOO_LARGE)?;
        Ok(plus(before, n)?.to_string())
    }
}
