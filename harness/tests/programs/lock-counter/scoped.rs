//! A right counter server with scoped threads: they borrow one `Mutex` from `main`, and no `Arc`
//! is needed.

use std::sync::{Mutex, PoisonError};
use std::thread;

use common::{Counters, Request};

#[path = "common.rs"]
mod common;

fn main() {
    let counters = Mutex::new(Counters::default());
    let listener = common::listen();
    let answer = |request: Request| {
        let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.answer(&request)
    };
    thread::scope(|clients| {
        common::serve_each(&listener, |stream| {
            // `clients.spawn` would panic where no thread can be had.
            thread::Builder::new()
                .spawn_scoped(clients, move || common::converse(&stream, answer))?;
            Ok(())
        })
    })
}
