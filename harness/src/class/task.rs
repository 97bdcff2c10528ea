//! What a worker is asked, and what it answers: lines of JSON.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::record::{State, Verdict};
use super::submission::Work;

/// One student's work for one lab, to be built and judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// The lab's name.
    pub lab: String,
    /// The sources.
    pub work: Work,
    /// The class's seed.
    pub seed: u64,
}

/// What came of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Done {
    /// What became of it.
    pub state: State,
    /// Why, where it was not judged.
    pub reason: Option<String>,
    /// What the compiler said, where it refused a part.
    pub compiler: Option<String>,
    /// The points; `None` where the harness could not judge.
    pub score: Option<u32>,
    /// The points there could have been.
    pub max_score: u32,
    /// What was found of each check.
    pub checks: Vec<Verdict>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// What a worker says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Word {
    /// It is ready, and these parts of the sandbox are missing.
    Ready(Vec<String>),
    /// It cannot work, and why.
    Unable(String),
    /// A task is done.
    Done(Box<Done>),
}

/// Where a worker finds what it needs; its first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The kit's folder.
    pub kit: PathBuf,
    /// A folder for what it builds, which it removes when it ends.
    pub scratch: PathBuf,
    /// The simulated machine of the explorer, compiled.
    pub machine: Option<Machine>,
}

/// The simulated machine, compiled once for all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The `std` that servers are built against.
    pub std: PathBuf,
    /// The driver.
    pub driver: PathBuf,
    /// The folder with what these depend on.
    pub dependencies: PathBuf,
}
