//! Joins the gradebooks of a class that several machines have graded.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use super::gradebook::{self, Gradebook, Subject};
use super::record::{Record, Unread};
use super::run::{self, Run};

/// What came of a merge.
#[derive(Debug, Default, Serialize)]
pub struct Merged {
    /// How many records were joined.
    pub records: usize,
    /// What two gradebooks say differently, as sentences.
    pub conflicts: Vec<String>,
    /// What no gradebook has, as sentences.
    pub gaps: Vec<String>,
}

/// Joins the gradebooks of these folders into another one, which may have records already.
///
/// # Errors
/// A folder cannot be read, or the last one not written.
pub fn merge(folders: &[PathBuf], all: &Path) -> Result<Merged> {
    let mut merged = Merged::default();
    let mut latest: BTreeMap<Subject, (Record, &Path)> = BTreeMap::new();
    let mut runs = Vec::new();
    let mut unread: BTreeMap<String, Unread> = BTreeMap::new();
    for folder in folders {
        runs.push((Run::read(folder)?, folder));
        for one in run::read_unread(folder)? {
            unread.insert(one.found.clone(), one);
        }
        for record in records(folder)?.into_values() {
            let subject = record.subject();
            if let Some((other, place)) = latest.get(&subject) {
                merged
                    .conflicts
                    .extend(conflict(&record, folder, other, place));
                if other.at > record.at {
                    continue;
                }
            }
            latest.insert(subject, (record, folder));
        }
    }
    let whole = join(&runs, &mut merged.conflicts);
    merged.gaps = gaps(&whole, &latest);
    let (mut book, _) = Gradebook::open(all)?;
    let old = records(all)?;
    for (subject, (record, _)) in &latest {
        // Merged once more, nothing is written twice.
        let is_there = old.get(subject).is_some_and(|old| {
            serde_json::to_string(old).ok() == serde_json::to_string(record).ok()
        });
        if !is_there {
            book.append(record)?;
        }
    }
    let unread: Vec<Unread> = unread.into_values().collect();
    whole.write(all, &unread)?;
    merged.records = latest.len();
    Ok(merged)
}

/// The last record of each subject.
fn records(folder: &Path) -> Result<BTreeMap<Subject, Record>> {
    let path = folder.join(gradebook::FILE);
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut last = BTreeMap::new();
    for record in gradebook::records(&file)? {
        // A torn line is another run's business, which mends it.
        if let Some(record) = record? {
            last.insert(record.subject(), record);
        }
    }
    Ok(last)
}

fn conflict(one: &Record, here: &Path, other: &Record, there: &Path) -> Option<String> {
    let differ = |what: &str| {
        Some(format!(
            "{}, lab {}: {what} in {} and in {}; the later verdict is taken",
            crate::talk::escape::escape(&one.student.id),
            one.lab,
            there.display(),
            here.display()
        ))
    };
    if one.cause() != other.cause() {
        differ("other sources, another kit or another seed")
    } else if one.score != other.score || one.state != other.state {
        differ("two verdicts on the same sources")
    } else {
        None
    }
}

/// The class of all runs together.
fn join(runs: &[(Run, &PathBuf)], conflicts: &mut Vec<String>) -> Run {
    let mut whole = Run {
        schema: run::SCHEMA.to_owned(),
        kit: String::new(),
        seed: String::new(),
        labs: BTreeSet::new(),
        students: BTreeSet::new(),
    };
    for (run, folder) in runs {
        for (what, ours, theirs) in [
            ("kit", &mut whole.kit, &run.kit),
            ("seed", &mut whole.seed, &run.seed),
        ] {
            if ours.is_empty() {
                ours.clone_from(theirs);
            } else if ours != theirs {
                conflicts.push(format!(
                    "{} was graded with another {what} than {}: the scores may not compare",
                    folder.display(),
                    runs[0].1.display()
                ));
            }
        }
        whole.labs.extend(run.labs.iter().cloned());
        whole.students.extend(run.students.iter().cloned());
    }
    whole
}

fn gaps(whole: &Run, latest: &BTreeMap<Subject, (Record, &Path)>) -> Vec<String> {
    let mut gaps = Vec::new();
    for student in &whole.students {
        for lab in &whole.labs {
            let subject = Subject {
                student: student.id.clone(),
                lab: lab.clone(),
            };
            if !latest.contains_key(&subject) {
                gaps.push(format!(
                    "{} has no verdict on lab {lab}",
                    crate::talk::escape::escape(&student.id)
                ));
            }
        }
    }
    gaps
}
