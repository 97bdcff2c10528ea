//! The grader is graded: stubs score next to nothing, solutions everything, each wrong program is
//! caught by just the checks that its first lines name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::lab::Lab;
use crate::report::terminal::{self, PLAIN_WIDTH};
use crate::session::Session;
use crate::source::{Built, Kit, Source};
use crate::talk::Talk;
use crate::verdict::Verdict;

mod shape;
mod wrong;

pub use wrong::{Wrong, load as load_wrong, subject as wrong_subject};

/// The most that untouched stubs may score: reading arguments is given.
const STUB_POINTS: u32 = 5;

/// What the audit does beside looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blessing {
    /// Nothing: what does not match is a problem.
    No,
    /// The headers of wrong programs are rewritten after what caught them, for a person to judge
    /// in the diff.
    Bless,
}

/// What is audited, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Only wrong programs whose names contain this.
    pub only: Option<String>,
    /// How often each wrong program is judged.
    pub repeat: usize,
    /// Whether headers are rewritten.
    pub blessing: Blessing,
    /// The seed of the checks.
    pub seed: u64,
}

/// Audits one lab. `say` gets a line for each thing that was looked at, as it is done.
///
/// # Errors
/// The kit itself cannot be read or built. Returns the problems found.
pub fn audit(kit: &Kit, lab: &Lab, plan: &Plan, say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    if plan.only.is_none() {
        problems.extend(shape::compare(kit, lab)?);
        say(&format!(
            "{}: exercise and solution have the same shape",
            lab.name
        ));
        problems.extend(audit_stubs(kit, lab, plan.seed, say)?);
        problems.extend(audit_solution(kit, lab, plan.seed, say)?);
    }
    problems.extend(audit_wrong(kit, lab, plan, say)?);
    Ok(problems)
}

fn audit_stubs(kit: &Kit, lab: &Lab, seed: u64, say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let mut problems = shape::warnings(kit, lab)?;
    if problems.is_empty() {
        say(&format!("{}: the stubs compile without warnings", lab.name));
    }
    let (points, _) = score(kit, lab, &Source::Exercise, seed)?;
    say(&format!("{}: the stubs score {points}", lab.name));
    if points > STUB_POINTS {
        problems.push(format!(
            "{}: the stubs score {points} points, and may score {STUB_POINTS}",
            lab.name
        ));
    }
    Ok(problems)
}

fn audit_solution(kit: &Kit, lab: &Lab, seed: u64, say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let (points, failed) = score(kit, lab, &Source::Solution, seed)?;
    say(&format!("{}: the solution scores {points}", lab.name));
    if points == lab.points() {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "{}: the solution scores {points} of {}: {}",
        lab.name,
        lab.points(),
        list(&failed)
    )])
}

fn score(kit: &Kit, lab: &Lab, source: &Source, seed: u64) -> Result<(u32, BTreeSet<String>)> {
    let Built::Subject(subject) = kit.build(lab, source)? else {
        bail!("{}: {source:?} does not build", lab.name);
    };
    let session = Session::new(lab.clone(), subject, seed);
    let seen = look(&session)?;
    let points = session
        .checks()
        .filter(|check| seen.passed.contains(check.name))
        .map(|check| check.points)
        .sum();
    Ok((points, seen.failed))
}

/// Which checks passed and which caught something.
struct Seen {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// What is told of each of these.
    reports: BTreeMap<String, String>,
    /// The smallest talk of each check that failed.
    talks: Vec<(String, Talk)>,
}

fn look(session: &Session) -> Result<Seen> {
    let names: Vec<&'static str> = session.checks().map(|check| check.name).collect();
    let broken = Mutex::new(None);
    session.judge_all(&names, |check, judged| {
        if let Verdict::Broken(reason) = &judged.verdict
            && let Ok(mut broken) = broken.lock()
        {
            *broken = Some(format!("{} could not be judged: {reason}", check.name));
        }
    });
    if let Ok(Some(reason)) = broken.into_inner() {
        bail!("{}: {reason}", session.lab().name);
    }
    let mut seen = Seen {
        passed: BTreeSet::new(),
        failed: BTreeSet::new(),
        reports: BTreeMap::new(),
        talks: Vec::new(),
    };
    for name in names {
        match session.judge(name).map(|judged| &judged.verdict) {
            Some(Verdict::Passed) => {
                seen.passed.insert(name.to_owned());
            }
            Some(Verdict::Failed(finding)) => {
                seen.failed.insert(name.to_owned());
                let check = session.lab().check(name);
                let report =
                    check.map(|check| terminal::print_finding(check, finding, PLAIN_WIDTH));
                seen.reports
                    .insert(name.to_owned(), report.unwrap_or_default());
                seen.talks
                    .extend(finding.talk.clone().map(|talk| (name.to_owned(), talk)));
            }
            _ => {}
        }
    }
    Ok(seen)
}

fn audit_wrong(kit: &Kit, lab: &Lab, plan: &Plan, say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut named: BTreeSet<String> = BTreeSet::new();
    for mut wrong in wrong::load(kit, lab)? {
        named.extend(wrong.caught_by.iter().cloned());
        if plan
            .only
            .as_ref()
            .is_some_and(|only| !wrong.name.contains(only.as_str()))
        {
            continue;
        }
        for name in &wrong.caught_by {
            if lab.check(name).is_none() {
                problems.push(format!(
                    "{}: there is no check `{name}`",
                    wrong.path.display()
                ));
            }
        }
        let subject = wrong::subject(kit, lab, &wrong)?;
        for _ in 0..plan.repeat.max(1) {
            let seen = look(&Session::new(lab.clone(), subject.clone(), plan.seed))
                .with_context(|| format!("{}", wrong.path.display()))?;
            if plan.blessing == Blessing::Bless {
                wrong.caught_by = seen.failed.clone();
                wrong::bless(&wrong)?;
                named.extend(wrong.caught_by.iter().cloned());
            }
            for problem in compare(&wrong, &seen) {
                say(&format!("✗ {problem}"));
                problems.push(problem);
            }
        }
        say(&format!(
            "{}/{}: {}",
            lab.name,
            wrong.name,
            list(&wrong.caught_by)
        ));
    }
    for check in &lab.checks {
        if !named.contains(check.name) {
            problems.push(format!(
                "{}: no wrong program names the check `{}`",
                lab.name, check.name
            ));
        }
    }
    Ok(problems)
}

fn compare(wrong: &Wrong, seen: &Seen) -> Vec<String> {
    let path = wrong.path.display();
    let mut problems = Vec::new();
    let missing: BTreeSet<String> = wrong.caught_by.difference(&seen.failed).cloned().collect();
    if !missing.is_empty() {
        problems.push(format!(
            "{path}: not caught by {}, which its header names",
            list(&missing)
        ));
    }
    let beyond: BTreeSet<String> = seen.failed.difference(&wrong.caught_by).cloned().collect();
    if !beyond.is_empty() {
        problems.push(format!(
            "{path}: caught by {} too, which its header does not name\n{}",
            list(&beyond),
            // What was found is the only way to why, where it is not found again.
            beyond
                .iter()
                .filter_map(|name| seen.reports.get(name))
                .map(|report| anstream::adapter::strip_str(report).to_string())
                .collect::<String>()
        ));
    }
    if wrong.caught_by.is_empty() {
        problems.push(format!("{path}: caught by nothing"));
    }
    for (check, steps) in &wrong.shrunk_to {
        let found = seen.talks.iter().find(|(name, _)| name == check);
        match found {
            Some((_, talk)) if talk.steps.len() <= *steps => {}
            Some((_, talk)) => problems.push(format!(
                "{path}: the talk of {check} has {} steps, and its header says {steps}:\n{talk}",
                talk.steps.len()
            )),
            None => problems.push(format!("{path}: {check} did not fail with a talk")),
        }
    }
    problems
}

fn list(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// All files below a folder, relative to it, sorted.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next)
            .with_context(|| format!("{} cannot be read", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder)?.to_path_buf());
            }
        }
    }
    files.sort();
    Ok(files)
}
