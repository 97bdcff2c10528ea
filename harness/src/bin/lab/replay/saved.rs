//! What is played again: a talk or a schedule, saved or in a file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::store::Store;
use harness::talk::{Talk, text};

use crate::subject;

/// The saved schedule that `what` names, and the check that it belongs to.
pub fn find_schedule(stores: &[Store], what: &str) -> Result<Option<(Lab, Check, PathBuf)>> {
    let Some((lab, name)) = what.split_once('/') else {
        return Ok(None);
    };
    let Some(lab) = harness::labs::find(lab) else {
        return Ok(None);
    };
    let Some(check) = lab.check(name).cloned() else {
        return Ok(None);
    };
    let path = check.path(lab.name);
    let saved = stores.iter().map(|store| store.schedule(&path));
    Ok(saved
        .into_iter()
        .find(|file| file.is_file())
        .map(|file| (lab, check, file)))
}

/// What to do about a kept failure that cannot be read.
pub fn useless(saved: &Path, lab: &Lab) -> String {
    format!(
        "what was saved in {} is of no use, and `cargo lab check {}` saves it anew",
        saved.display(),
        lab.name
    )
}

/// The talks that `what` names, and the check that they belong to.
pub fn find_talks(stores: &[Store], what: &str) -> Result<(Lab, Check, Vec<Talk>)> {
    let named = what.split_once('/').filter(|_| !Path::new(what).is_file());
    if let Some((lab, check)) = named
        && let Some(lab) = harness::labs::find(lab)
    {
        let name = subject::must_have(&lab, check)?;
        let check = lab.check(name).context("it was just there")?.clone();
        let path = check.path(lab.name);
        let saved = stores
            .iter()
            .map(|store| store.failure(&path))
            .find(|file| file.is_file());
        let talks = if let Some(saved) = saved {
            vec![read(&saved).with_context(|| useless(&saved, &lab))?]
        } else if let Proof::Talks(sources) = check.proof {
            sources
                .iter()
                .map(|source| Ok(text::parse(source, 0)?))
                .collect::<Result<_>>()?
        } else {
            bail!(
                "no failure of {what} is saved, and its conversations are drawn at random: \
                 `cargo lab check {} --check {name}` plays them",
                lab.name
            );
        };
        return Ok((lab, check, talks));
    }
    let talk = read(Path::new(what))?;
    let path = talk
        .about
        .iter()
        .find_map(|line| line.trim().strip_prefix("check:"))
        .map(str::trim)
        .with_context(|| {
            format!("{what} does not say which check it belongs to; its first line should be `# check: LAB/CHECK`")
        })?;
    let (lab, check) = path
        .split_once('/')
        .with_context(|| format!("`{path}` is not LAB/CHECK"))?;
    let lab = subject::find_lab(lab)?;
    let name = subject::must_have(&lab, check)?;
    let check = lab.check(name).context("it was just there")?.clone();
    Ok((lab, check, vec![talk]))
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
    text::parse(&source, 0).map_err(|error| anyhow::anyhow!("{}\n{error}", path.display()))
}
