//! Atomics, as in `std::sync::atomic`. Each operation is a step of the schedule. Orders weaker than
//! `SeqCst` are kept as if they were `SeqCst`.

mod bool;
mod integer;
mod ptr;
mod seen;

use crate::schedule;

pub use bool::AtomicBool;
pub use integer::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
pub use ptr::AtomicPtr;
pub use std::sync::atomic::Ordering;

/// A step of the schedule.
pub fn fence(_: Ordering) {
    schedule::step();
}

/// A step of the schedule.
pub fn compiler_fence(_: Ordering) {
    schedule::step();
}
