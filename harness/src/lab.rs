//! A lab: an exercise, the steps it is done in, and the checks of its contract.

use crate::check::Check;
use crate::program::Role;

/// One exercise.
#[derive(Clone)]
pub struct Lab {
    /// Its place in the course.
    pub number: u32,
    /// Its name, as people type it; also its package's.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Its steps in order; each is a section of the README.
    pub steps: &'static [&'static str],
    /// How its programs are compiled.
    pub compiled: Compiled,
    /// Its checks, ordered by step, each after those that it needs.
    pub checks: Vec<Check>,
}

/// How the programs of a lab are compiled; the workspace's profile says the same of exercise and
/// solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// As fast as can be.
    Plainly,
    /// With a little optimisation, and all of a debug build's checks: slow motion goes from
    /// instruction to instruction, and of these there are five times fewer.
    Optimised,
}

impl Compiled {
    /// The level of optimisation, as `rustc` and a profile have it.
    pub fn level(self) -> u8 {
        match self {
            Compiled::Plainly => 0,
            Compiled::Optimised => 1,
        }
    }
}

impl Lab {
    /// Its folder under `exercises/` and `solutions/`.
    pub fn folder(&self) -> String {
        format!("{:02}-{}", self.number, self.name)
    }

    /// The name of a program's binary, for the exercise or, with a suffix, the solution.
    pub fn binary(&self, role: Role, suffix: &str) -> String {
        format!("{}-{}{suffix}", self.name, role.word())
    }

    /// A check by its name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    /// What all its checks are worth.
    pub fn points(&self) -> u32 {
        self.checks.iter().map(|check| check.points).sum()
    }
}
