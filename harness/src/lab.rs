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
    /// Its checks, ordered by step, each after those that it needs.
    pub checks: Vec<Check>,
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
