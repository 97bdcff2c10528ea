//! Hints, as in `std::hint`: who spins lets others go on.

pub use std::hint::*;

/// As [`std::hint::spin_loop`]; without it no other thread might ever change what is waited for.
pub fn spin_loop() {
    crate::schedule::give_way();
}
