//! A barrier.

use std::panic::Location;

use crate::event;
use crate::fresh::Fresh;
use crate::schedule::{self, Queue};

/// As [`std::sync::Barrier`].
#[derive(Debug)]
pub struct Barrier {
    size: usize,
    state: Fresh<State>,
    queue: Queue,
}

#[derive(Debug, Default)]
struct State {
    arrived: usize,
    /// How often all have gone on.
    rounds: usize,
}

/// As [`std::sync::BarrierWaitResult`].
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this is the one thread that came last.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// For so many threads.
    pub const fn new(size: usize) -> Barrier {
        Barrier {
            size,
            state: Fresh::new(),
            queue: Queue::new(),
        }
    }

    /// Waits until all have come.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = Location::caller();
        schedule::step();
        event::note(place, || "comes to a barrier".to_owned());
        let (round, is_last) = self.state.with(|state| {
            state.arrived += 1;
            let is_last = state.arrived >= self.size;
            let round = state.rounds;
            if is_last {
                state.arrived = 0;
                state.rounds += 1;
            }
            (round, is_last)
        });
        if is_last {
            self.queue.wake();
        } else {
            self.queue.wait_until(|| {
                self.state
                    .with(|state| (state.rounds != round).then_some(()))
            });
        }
        BarrierWaitResult(is_last)
    }
}
