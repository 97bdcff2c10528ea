//! What the explorer's driver found. The driver has this same file: it writes what the harness
//! reads.

use serde::{Deserialize, Serialize};

/// All scenarios of a lab.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// In the lab's order.
    pub scenarios: Vec<Explored>,
    /// Why the counters of lab 3 were not explored by themselves, if they were to be.
    pub left_out: Option<String>,
}

/// What of a subject is explored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole server.
    Server,
    /// Its `Counters`, by themselves.
    Counters,
}

impl Part {
    /// As a reader knows it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Server => "server",
            Part::Counters => "`Counters`",
        }
    }
}

/// One scenario, explored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Explored {
    /// Its name.
    pub scenario: String,
    /// What must hold of it.
    pub promise: String,
    /// What it is about.
    pub part: Part,
    /// How many schedules were played.
    pub schedules: usize,
    /// How many of them were given up, since they took too many steps.
    pub given_up: usize,
    /// The most threads of the program that were simulated in one of them.
    pub threads: usize,
    /// How long that took, in milliseconds; the shortening of a failure comes after it.
    pub milliseconds: f64,
    /// What the program did that is not simulated, if it did: then a failure says nothing.
    pub unmodelled: Option<String>,
    /// The schedule that failed, if one did.
    pub failure: Option<Failure>,
}

impl Explored {
    /// Whether so many schedules were given up that little can be said.
    pub fn is_inconclusive(&self) -> bool {
        self.given_up * 2 > self.schedules
    }
}

/// A schedule that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The scenario.
    pub scenario: String,
    /// What went wrong, in words for a person.
    pub message: String,
    /// How it went wrong.
    pub kind: Kind,
    /// The shortest course that was found to fail: the driver's own business.
    pub course: serde_json::Value,
    /// What happened in it.
    pub events: Vec<Event>,
}

/// How a schedule failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What came of it is wrong.
    Wrong,
    /// No thread can go on.
    Deadlock,
}

/// One thing that a thread did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The thread's number.
    pub thread: usize,
    /// Its name.
    pub name: String,
    /// The source file, as the compiler names it.
    pub file: String,
    /// The line in it, from 1.
    pub line: u32,
    /// What it did.
    pub what: String,
}
