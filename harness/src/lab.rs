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
    /// What `cargo lab measure` asks its server again and again.
    pub load: Load,
    /// Its checks, ordered by step, each after those that it needs.
    pub checks: Vec<Check>,
}

/// One request, asked again and again to measure a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// The line, without its `\n`.
    pub request: &'static str,
    /// The line that must come back.
    pub answer: Answer,
}

/// What a line must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// These characters.
    Exactly(&'static str),
    /// A 64-bit integer.
    Number,
}

impl Load {
    /// Of every server that sends back what it is sent.
    pub const ECHO: Load = Load {
        request: "there and back",
        answer: Answer::Exactly("there and back"),
    };
}

impl Answer {
    /// Whether a line, without its `\n`, is as it must be.
    pub fn is(self, line: &[u8]) -> bool {
        match self {
            Answer::Exactly(text) => line == text.as_bytes(),
            Answer::Number => {
                std::str::from_utf8(line).is_ok_and(|text| text.parse::<i64>().is_ok())
            }
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Answer::Exactly(text) => write!(f, "`{text}`"),
            Answer::Number => f.write_str("a number"),
        }
    }
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
