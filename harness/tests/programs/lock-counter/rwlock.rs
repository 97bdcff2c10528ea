//! A right counter server with a `RwLock`: those that only look do so at the same time.

use std::sync::{PoisonError, RwLock};

use common::{Answer, Counters, Request};

#[path = "common.rs"]
mod common;

fn main() {
    let counters = RwLock::new(Counters::default());
    common::serve(move |request| {
        if matches!(request, Request::Get(_) | Request::Sum) {
            let counters = counters.read().unwrap_or_else(PoisonError::into_inner);
            return match request {
                Request::Get(name) => Ok(Answer::Number(counters.get(&name))),
                _ => counters.total().map(Answer::Number),
            };
        }
        let mut counters = counters.write().unwrap_or_else(PoisonError::into_inner);
        counters.answer(&request)
    })
}
