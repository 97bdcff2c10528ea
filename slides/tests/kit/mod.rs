//! What the lecture's tests share with the harness's: a browser, and what this machine has.

#![allow(dead_code, reason = "each test takes what it needs")]

#[path = "../../../harness/tests/kit/chromium.rs"]
pub mod chromium;
#[path = "../../../harness/tests/kit/here.rs"]
mod here;

use std::thread;

pub use here::is_here;

/// Does something with each of many, two at a time, and puts together what went wrong.
pub fn each<T: Sync>(all: &[T], work: impl Fn(&T) -> Result<(), String> + Sync) {
    let half = all.len().div_ceil(2).max(1);
    let wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = all
            .chunks(half)
            .map(|part| scope.spawn(|| part.iter().filter_map(|one| work(one).err()).collect()))
            .collect();
        let found = workers.into_iter().map(|worker| {
            let found: Vec<String> = worker.join().expect("no test panics in here");
            found
        });
        found.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
