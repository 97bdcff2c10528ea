//! Hints: the help that each exercise's `hints.md` has for its steps, and how much of it was
//! given.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::store::{self, Kept, Store};
use crate::talk::escape::escape;

/// What the record of given hints calls its own form.
const SCHEMA: &str = "roundtrip/hints/v1";

/// The hints for one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepHints {
    /// The step's name, as its heading has it.
    pub step: String,
    /// From a question to the call that is needed; each is one line.
    pub hints: Vec<String>,
}

/// Reads a `hints.md`.
///
/// # Errors
/// It is missing, cannot be read, or is no plain file of a sensible length.
pub fn read(path: &Path) -> Result<Vec<StepHints>> {
    let contents = store::read_file(path).with_context(|| {
        format!(
            "there are no hints in {}: a copy of the kit has them",
            path.display()
        )
    })?;
    Ok(parse(&String::from_utf8_lossy(&contents)))
}

/// Takes a `hints.md` apart: `## STEP` begins a step, `1. TEXT` its first hint. A number out of
/// turn is text like any other.
pub fn parse(text: &str) -> Vec<StepHints> {
    let mut steps: Vec<StepHints> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("## ") {
            steps.push(StepHints {
                step: escape(heading.trim()),
                hints: Vec::new(),
            });
        } else if let Some(step) = steps.last_mut() {
            let begin = format!("{}. ", step.hints.len() + 1);
            if let Some(hint) = line.strip_prefix(&begin) {
                step.hints.push(escape(hint.trim()));
            } else if let Some(hint) = step.hints.last_mut() {
                hint.push(' ');
                hint.push_str(&escape(line));
            }
        }
    }
    steps
}

/// How many hints were given, by lab and step.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    schema: String,
    given: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Given {
    /// Reads what is kept. Where it cannot be used, none were given, and the second is why, as a
    /// sentence for a person.
    pub fn read(store: &Store) -> (Given, Option<String>) {
        let none = || Given {
            schema: SCHEMA.to_owned(),
            given: BTreeMap::new(),
        };
        match store.read_hints(parse_given) {
            Kept::Whole(given) => (given, None),
            Kept::Nothing => (none(), None),
            Kept::Useless(notice) => (none(), Some(notice)),
        }
    }

    /// How many were given for a step.
    pub fn count(&self, lab: &str, step: &str) -> usize {
        let steps = self.given.get(lab);
        steps
            .and_then(|steps| steps.get(step))
            .copied()
            .unwrap_or(0)
    }

    /// Forgets those that were given for a lab.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn forget(&mut self, store: &Store, lab: &str) -> Result<()> {
        match self.given.remove(lab) {
            Some(_) => self.save(store),
            None => Ok(()),
        }
    }

    fn save(&self, store: &Store) -> Result<()> {
        store.save_hints(&(serde_json::to_string(self)? + "\n"))
    }

    /// Remembers how many were given for a step.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn remember(&mut self, store: &Store, lab: &str, step: &str, count: usize) -> Result<()> {
        let steps = self.given.entry(lab.to_owned()).or_default();
        steps.insert(step.to_owned(), count);
        self.save(store)
    }
}

fn parse_given(json: &[u8]) -> Result<Given, String> {
    let given: Given = serde_json::from_slice(json).map_err(|error| {
        format!(
            "no record of hints can be read from it (line {}, column {})",
            error.line(),
            error.column()
        )
    })?;
    if given.schema != SCHEMA {
        return Err(format!("its schema is not {SCHEMA}"));
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_goes_on_until_the_next_one() {
        let steps = parse("# Hints\n\nintro\n\n## a b\n\n1. one\n   more\n3. odd\n2. two\n## c\n");
        let expected = [("a b", vec!["one more 3. odd", "two"]), ("c", vec![])];
        let got: Vec<(&str, Vec<&str>)> = steps
            .iter()
            .map(|step| {
                let hints = step.hints.iter().map(String::as_str).collect();
                (step.step.as_str(), hints)
            })
            .collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn a_hint_cannot_move_the_cursor() {
        let steps = parse("## a\n1. \u{1b}[2J\n");
        assert!(!steps[0].hints[0].contains('\u{1b}'), "{steps:?}");
    }
}
