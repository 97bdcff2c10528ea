//! What is played again: a talk or a schedule, saved or in a file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use harness::by_hand::Fault;
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::store::Store;
use harness::talk::{Talk, text};

use crate::{name, screen};

/// A check, and what is played of it.
pub struct Saved {
    pub lab: Lab,
    pub check: Check,
    pub what: What,
}

/// What is played.
pub enum What {
    /// Conversations.
    Talks(Vec<Talk>),
    /// The schedule in this file.
    Schedule(PathBuf),
}

/// Whether one check was asked for, or the first failure that there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    Check,
    AnyFailure,
}

/// What is meant by a file, `LAB/CHECK`, CHECK or LAB; the last failure by nothing. The failures of
/// the first store that has one count; `arguments` are those of `lab check` that it belongs to.
pub fn find(stores: &[Store; 2], typed: Option<&str>, arguments: &str) -> Result<Saved> {
    let (lab, check, meant) = match typed {
        Some(typed) if is_file(typed) => return read_file(typed),
        Some(typed) if is_lab(typed) => {
            let lab = name::find_lab(typed)?;
            let check = find_failure_of(stores, &lab)?;
            (lab, check, Meant::AnyFailure)
        }
        Some(typed) => {
            let (lab, check) = name::find_check(typed, "replay")?;
            (lab, check, Meant::Check)
        }
        None => {
            let (lab, check) = name::find_check(&stores[0].last_failure()?, "replay")?;
            (lab, check, Meant::AnyFailure)
        }
    };
    let check = match meant {
        Meant::Check => check,
        Meant::AnyFailure => find_playable(&stores[0], &lab, check),
    };
    let path = check.path(lab.name);
    let schedules = stores.iter().map(|store| store.schedule(&path));
    if let Some(saved) = schedules.into_iter().find(|file| file.is_file()) {
        let what = What::Schedule(saved);
        return Ok(Saved { lab, check, what });
    }
    let talks = stores.iter().map(|store| store.failure(&path));
    let talks = match (talks.into_iter().find(|file| file.is_file()), &check.proof) {
        (Some(saved), _) => vec![read(&saved).with_context(|| useless(&saved, &lab))?],
        // What the check plays in any case.
        (None, Proof::Talks(sources)) if meant == Meant::Check => sources
            .iter()
            .map(|source| Ok(text::parse(source, 0)?))
            .collect::<Result<_>>()?,
        (None, _) => bail!("{}", nothing_to_play(stores, &lab, &check, arguments)),
    };
    let what = What::Talks(talks);
    Ok(Saved { lab, check, what })
}

/// Whether it is to be taken for a file: no lab and no check is written so.
fn is_file(typed: &str) -> bool {
    typed.starts_with('/') || typed.contains('.') || Path::new(typed).is_file()
}

fn is_lab(typed: &str) -> bool {
    let is_check = harness::labs::all()
        .iter()
        .any(|lab| lab.check(typed).is_some());
    !is_check && name::find_lab(typed).is_ok()
}

/// The failure of a lab that comes first: the one that is known for the last, if it is the lab's, or
/// else the first in the order of the report of which a conversation or a schedule is saved.
fn find_failure_of(stores: &[Store; 2], lab: &Lab) -> Result<Check> {
    for store in stores {
        let last = store.last_failure().ok();
        let last = last.and_then(|path| lab.check(path.strip_prefix(lab.name)?.strip_prefix('/')?));
        if let Some(check) = last.or_else(|| store.first_saved_of(lab)) {
            return Ok(check.clone());
        }
    }
    bail!(
        "no failure of lab {0} is saved: `cargo lab check {0}` saves those of the checks that fail",
        lab.name
    )
}

/// This check of a lab, or where nothing is saved of it that could be played, the first one of which
/// there is.
fn find_playable(store: &Store, lab: &Lab, check: Check) -> Check {
    let path = check.path(lab.name);
    if store.holds(&path) {
        return check;
    }
    let Some(other) = store.first_saved_of(lab) else {
        return check;
    };
    screen::warn(format_args!(
        "note: {path} failed first, and there is no conversation to play; this is {}",
        other.path(lab.name)
    ));
    other.clone()
}

/// Why a check has nothing that could be played, and what to do.
fn nothing_to_play(stores: &[Store; 2], lab: &Lab, check: &Check, arguments: &str) -> String {
    let path = check.path(lab.name);
    let failed = stores
        .iter()
        .any(|store| store.last_failure().is_ok_and(|last| last == path));
    let space = if arguments.is_empty() { "" } else { " " };
    let again = format!(
        "`cargo lab check {}{space}{arguments} --check {}`",
        lab.name, check.name
    );
    let begin = match failed {
        true => format!("{path} failed, and"),
        false => format!("no failure of {path} is saved, and"),
    };
    match (&check.proof, failed) {
        (_, true) => format!(
            "{begin} there is no conversation to play: {again} does the same again, and `cargo lab \
             explain {path}` tells what is done"
        ),
        (Proof::Scene { .. }, false) => format!(
            "{begin} it has no conversation of its own to play: {again} judges it, and `cargo lab \
             explain {path}` tells what is done"
        ),
        (Proof::Schedules(_), false) => {
            format!("{begin} orders of its threads are tried by the hundred: {again} does that")
        }
        (Proof::Property { .. }, false) => {
            format!("{begin} its conversations are drawn at random: {again} plays them")
        }
        (Proof::Talks(_), false) => format!("{begin} {again} judges it"),
    }
}

/// Where a saved conversation failed, as it says itself.
pub fn find_fault(talk: &Talk) -> Option<Fault> {
    let said = |word: &str| {
        let mut lines = talk.about.iter();
        lines.find_map(|line| line.trim().strip_prefix(word).map(str::trim))
    };
    let step: usize = said("step:")?.parse().ok()?;
    let mut told = said("found:").unwrap_or("it failed").to_owned();
    if let Some(got) = said("got:") {
        told = format!("{told}; got: {got}");
    }
    let step = step
        .checked_sub(1)
        .filter(|step| *step < talk.steps.len())?;
    Some(Fault { step, told })
}

/// What to do about a kept failure that cannot be read.
pub fn useless(saved: &Path, lab: &Lab) -> String {
    format!(
        "what was saved in {} is of no use, and `cargo lab check {}` saves it anew",
        saved.display(),
        lab.name
    )
}

/// The talk in a file, which says itself which check it belongs to.
fn read_file(typed: &str) -> Result<Saved> {
    let talk = read(Path::new(typed))?;
    let path = talk
        .about
        .iter()
        .find_map(|line| line.trim().strip_prefix("check:"))
        .map(str::trim)
        .with_context(|| {
            format!(
                "{typed} does not say which check it belongs to; its first line should be `# \
                 check: LAB/CHECK`"
            )
        })?;
    if !path.contains('/') {
        bail!("`{path}` is not LAB/CHECK");
    }
    let (lab, check) = name::find_check(path, "replay")?;
    let what = What::Talks(vec![talk]);
    Ok(Saved { lab, check, what })
}

/// The longest file that is taken for a talk, in bytes.
const LONGEST: u64 = 16 << 20;

fn read(path: &Path) -> Result<Talk> {
    let about = || format!("{} cannot be read", path.display());
    let length = fs::metadata(path).with_context(about)?.len();
    if length > LONGEST {
        bail!("{} has {length} bytes: that is no talk", path.display());
    }
    let source = fs::read_to_string(path).with_context(about)?;
    text::parse(&source, 0).map_err(|error| anyhow!("{}\n{error}", path.display()))
}
