//! An atomic as events show it.

use std::fmt::Debug;
use std::panic::Location;

use crate::fresh::Fresh;
use crate::{event, machine, schedule};

/// The number that an atomic is known by.
#[derive(Debug)]
pub struct Seen {
    number: Fresh<usize>,
    was_seen: Fresh<bool>,
}

impl Seen {
    /// Not yet seen.
    pub const fn new() -> Seen {
        Seen {
            number: Fresh::new(),
            was_seen: Fresh::new(),
        }
    }

    /// Whether it is looked at for the first time in this execution.
    pub fn is_new(&self) -> bool {
        !self
            .was_seen
            .with(|was_seen| std::mem::replace(was_seen, true))
    }

    /// Does an operation, and writes it down by its verb and what it returned: `adds 1 to`, `5`.
    pub fn operate<T: Debug>(
        &self,
        place: &'static Location<'static>,
        verb: impl FnOnce() -> String,
        operation: impl FnOnce() -> T,
    ) -> T {
        schedule::step();
        let before = operation();
        event::note(place, || {
            format!("{} {}, which was {before:?}", verb(), self.name())
        });
        before
    }

    /// Does an operation that returns nothing.
    pub fn store(
        &self,
        place: &'static Location<'static>,
        value: &impl Debug,
        operation: impl FnOnce(),
    ) {
        schedule::step();
        operation();
        event::note(place, || format!("stores {value:?} in {}", self.name()));
    }

    /// Does a comparison and an exchange.
    pub fn exchange<T: Debug>(
        &self,
        place: &'static Location<'static>,
        wanted: &T,
        operation: impl FnOnce() -> Result<T, T>,
    ) -> Result<T, T> {
        schedule::step();
        let result = operation();
        event::note(place, || match &result {
            Ok(before) => format!("exchanges {before:?} for {wanted:?} in {}", self.name()),
            Err(other) => format!(
                "does not store {wanted:?} in {}, which is {other:?}",
                self.name()
            ),
        });
        result
    }

    fn name(&self) -> String {
        let number = self.number.with(|number| {
            if *number == 0 {
                *number = machine::number("atomic");
            }
            *number
        });
        format!("atomic {number}")
    }
}
