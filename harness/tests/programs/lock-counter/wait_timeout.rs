//! A right counter server with a lock made by hand, like `condvar.rs`, whose threads look again now
//! and then while they wait for it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::Counters;

#[path = "common.rs"]
mod common;

/// The counters, while nobody has them.
#[derive(Default)]
struct Place {
    kept: Mutex<Option<Counters>>,
    back: Condvar,
}

impl Place {
    fn kept(&self) -> MutexGuard<'_, Option<Counters>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Counters {
        let mut kept = self.kept();
        loop {
            if let Some(counters) = kept.take() {
                return counters;
            }
            let waited = self.back.wait_timeout(kept, Duration::from_millis(100));
            kept = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn put_back(&self, counters: Counters) {
        *self.kept() = Some(counters);
        self.back.notify_one();
    }
}

fn main() {
    let place = Place::default();
    place.put_back(Counters::default());
    common::serve(move |request| {
        let mut counters = place.take();
        let outcome = counters.answer(&request);
        place.put_back(counters);
        outcome
    })
}
