//! Collections, as in `std::collections`. Nothing of them is simulated, but that a map or a set that
//! hashes has the same order in each execution: in `std` it is another one each time, and a schedule
//! that failed by it could not be played again.
//!
//! - `map`, `set`: around those of `std`, with another hasher where a program names none

mod map;
mod set;

use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

pub use std::collections::*;

pub use map::HashMap;
pub use set::HashSet;

/// As [`std::hash::RandomState`], but not random.
pub type RandomState = BuildHasherDefault<Steady>;

/// As [`DefaultHasher`], but that digits count for nothing: whoever plays with a program numbers its
/// names anew in each execution, and their order is to be the same.
#[derive(Clone, Debug, Default)]
pub struct Steady(DefaultHasher);

impl Hasher for Steady {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().filter(|byte| !byte.is_ascii_digit()) {
            self.0.write_u8(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// As [`std::collections::hash_map`].
pub mod hash_map {
    pub use super::{HashMap, RandomState};
    pub use std::collections::hash_map::*;
}

/// As [`std::collections::hash_set`].
pub mod hash_set {
    pub use super::HashSet;
    pub use std::collections::hash_set::*;
}
