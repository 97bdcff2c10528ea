//! How far a student is in a lab, by the results that were kept last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::lab::Lab;
use crate::report::json::SCHEMA;
use crate::store::{Kept, Store};

/// A lab, and what was found of its checks when they were judged last.
pub struct Progress<'a> {
    lab: &'a Lab,
    /// By the checks' names; those that are not here were not judged.
    marks: BTreeMap<String, Mark>,
    /// The digest of the sources that were judged, where that is known.
    sources: Option<String>,
}

/// What a kept report says of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mark {
    Passed,
    Failed,
    Skipped,
    Unexplored,
    Broken,
}

/// One step, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StepProgress {
    /// Its place in the lab, from 1 on.
    pub number: usize,
    /// Its name.
    pub name: &'static str,
    /// What its passed checks are worth.
    pub points: u32,
    /// What all its checks are worth.
    pub of: u32,
    /// How many of its checks passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
    /// How many wait for another one.
    pub waiting: usize,
    /// How many the harness could not judge.
    pub broken: usize,
    /// How many were not judged at all.
    pub unjudged: usize,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// All its checks passed.
    Finished,
    /// A check was judged, and did not pass.
    Open,
    /// None did not pass, but not all were judged.
    Unjudged,
}

/// A report, as far as it matters here.
#[derive(Deserialize)]
struct Document {
    schema: String,
    lab: String,
    sources: Option<String>,
    checks: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    verdict: Mark,
}

impl<'a> Progress<'a> {
    /// Reads the last results of a lab. Where they cannot be used, it is as if there were none,
    /// and the second is why, as a sentence for a person.
    pub fn read(store: &Store, lab: &'a Lab) -> (Progress<'a>, Option<String>) {
        let none = Progress {
            lab,
            marks: BTreeMap::new(),
            sources: None,
        };
        match store.read_report(lab.name, |json| parse(lab, json)) {
            Kept::Whole(progress) => (progress, None),
            Kept::Nothing => (none, None),
            Kept::Useless(notice) => (none, Some(notice)),
        }
    }

    /// Whether the sources, which have this digest now, are others than those that were judged.
    pub fn is_outdated(&self, digest: Option<&str>) -> bool {
        self.sources
            .as_deref()
            .is_some_and(|judged| digest != Some(judged))
    }

    /// Whether anything was judged.
    pub fn is_begun(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The first check that failed.
    pub fn first_failure(&self) -> Option<&'a Check> {
        let is_failed = |check: &&Check| self.marks.get(check.name) == Some(&Mark::Failed);
        self.lab.checks.iter().find(is_failed)
    }

    /// The steps in their order.
    pub fn steps(&self) -> Vec<StepProgress> {
        let steps = self.lab.steps.iter().enumerate();
        steps
            .map(|(place, name)| self.step(place + 1, name))
            .collect()
    }

    /// The step to work on: the first that did not pass, or else the first that was not judged.
    /// Who judges a single check of a later step is at that step. `None` where all is finished.
    pub fn next(&self) -> Option<StepProgress> {
        let steps = self.steps();
        let first = |standing| steps.iter().find(|step| step.standing() == standing);
        first(Standing::Open)
            .or_else(|| first(Standing::Unjudged))
            .cloned()
    }

    fn step(&self, number: usize, name: &'static str) -> StepProgress {
        let mut step = StepProgress {
            number,
            name,
            ..StepProgress::default()
        };
        for check in self.lab.checks.iter().filter(|check| check.step == name) {
            step.count(check, self.marks.get(check.name).copied());
        }
        step
    }
}

impl StepProgress {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        if self.failed + self.waiting + self.broken > 0 {
            Standing::Open
        } else if self.unjudged > 0 {
            Standing::Unjudged
        } else {
            Standing::Finished
        }
    }

    fn count(&mut self, check: &Check, mark: Option<Mark>) {
        if mark == Some(Mark::Unexplored) {
            return;
        }
        self.of += check.points;
        let counter = match mark {
            Some(Mark::Passed) => {
                self.points += check.points;
                &mut self.passed
            }
            Some(Mark::Failed) => &mut self.failed,
            Some(Mark::Skipped) => &mut self.waiting,
            Some(Mark::Broken) => &mut self.broken,
            Some(Mark::Unexplored) | None => &mut self.unjudged,
        };
        *counter += 1;
    }
}

/// The progress that a report tells of, or what is wrong with it. Nothing of its own words is told:
/// they could be anything.
fn parse<'a>(lab: &'a Lab, json: &[u8]) -> Result<Progress<'a>, String> {
    let document: Document = serde_json::from_slice(json).map_err(|error| {
        format!(
            "no report can be read from it (line {}, column {})",
            error.line(),
            error.column()
        )
    })?;
    if document.schema != SCHEMA {
        return Err(format!("its schema is not {SCHEMA}"));
    }
    if document.lab != lab.name {
        return Err(format!("it is not about lab {}", lab.name));
    }
    let mut marks = BTreeMap::new();
    for Entry { name, verdict } in document.checks {
        if lab.check(&name).is_none() {
            return Err(format!("it has a check that lab {} has not", lab.name));
        }
        if marks.insert(name, verdict).is_some() {
            return Err("it has a check twice".to_owned());
        }
    }
    Ok(Progress {
        lab,
        marks,
        sources: document.sources,
    })
}
