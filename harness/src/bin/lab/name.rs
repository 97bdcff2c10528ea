//! The names of labs and checks, as people type them.

use anyhow::{Context, Result, bail};
use harness::check::Check;
use harness::lab::Lab;
use harness::source::Kit;
use strsim::osa_distance;

use crate::{map, subject};

/// So many letters may be wrong in a name that is still taken for another.
const SLIPS: usize = 2;

/// The lab of this name or number, or of this folder.
pub fn find_lab(typed: &str) -> Result<Lab> {
    let labs = harness::labs::all();
    // `exercises/01-echo/`, as Tab completes it.
    let folder = typed.trim_end_matches('/');
    let folder = folder.strip_prefix("exercises/").unwrap_or(folder);
    let is_meant =
        |lab: &&Lab| lab.name == typed || lab.folder() == folder || typed.parse() == Ok(lab.number);
    if let Some(lab) = labs.iter().find(is_meant) {
        return Ok(lab.clone());
    }
    if let Some(lab) = labs.iter().find(|lab| lab.check(typed).is_some()) {
        bail!(
            "`{typed}` is a check, and a lab is wanted: {0}, and to judge that check alone \
             `cargo lab check {0}/{typed}`",
            lab.name
        );
    }
    let names: Vec<&'static str> = labs.iter().map(|lab| lab.name).collect();
    let meant = names.iter().copied().filter(|name| is_similar(name, typed));
    bail!(
        "there is no lab `{typed}`{} The labs are {}; `cargo lab list` shows them",
        did_you_mean(&meant.collect::<Vec<_>>()),
        names.join(", ")
    )
}

/// The lab that is next, where this command was typed without one.
pub fn find_next(kit: &Kit, command: &str) -> Result<Lab> {
    map::next_lab(kit, &subject::open_store(kit, "")).with_context(|| {
        format!(
            "every step is finished, so that no lab is next: name one, as in `cargo lab {command} \
             echo`"
        )
    })
}

/// A lab, or a check of it as `LAB/CHECK`.
pub fn find_lab_or_check(typed: &str) -> Result<(Lab, Option<&'static str>)> {
    match typed.rsplit_once('/') {
        Some((lab, check)) if !check.is_empty() && lab != "exercises" => {
            let lab = find_lab(lab)?;
            let check = must_have(&lab, check)?;
            Ok((lab, Some(check)))
        }
        _ => Ok((find_lab(typed)?, None)),
    }
}

/// The check of this name, as `LAB/CHECK`, or alone where only one lab has it. `command` is the
/// word that was typed before it.
pub fn find_check(typed: &str, command: &str) -> Result<(Lab, Check)> {
    let (lab, name) = match typed.contains('/') {
        true => find_lab_or_check(typed)?,
        false => find_alone(typed, command)?,
    };
    let check = name.and_then(|name| lab.check(name)).cloned();
    let check = check.with_context(|| {
        format!("`{typed}` is a lab, and a check is wanted: LAB/CHECK (`cargo lab list {}` shows its checks)", lab.name)
    })?;
    Ok((lab, check))
}

/// The check that only one lab has.
fn find_alone(typed: &str, command: &str) -> Result<(Lab, Option<&'static str>)> {
    let labs = harness::labs::all();
    let mut found: Vec<(&Lab, &'static str)> = Vec::new();
    let mut similar: Vec<String> = Vec::new();
    for lab in &labs {
        found.extend(lab.check(typed).map(|check| (lab, check.name)));
        let names = similar_checks(lab, typed);
        similar.extend(names.iter().map(|name| format!("{}/{name}", lab.name)));
    }
    match found.as_slice() {
        [(lab, name)] => Ok(((*lab).clone(), Some(name))),
        [] if typed.is_empty() => bail!("the name is empty: LAB/CHECK is wanted"),
        [] => match find_lab(typed) {
            Ok(lab) => Ok((lab, None)),
            Err(_) => {
                let similar: Vec<&str> = similar.iter().map(String::as_str).collect();
                bail!(
                    "no lab has a check `{typed}`{} `cargo lab list LAB` shows the checks of a lab",
                    did_you_mean(&similar)
                )
            }
        },
        [first, ..] => {
            let paths = found
                .iter()
                .map(|(lab, name)| format!("{}/{name}", lab.name));
            let paths: Vec<String> = paths.collect();
            bail!(
                "{} labs have a check `{typed}`: {}. Say whose, as in `cargo lab {command} {}/{}`",
                paths.len(),
                paths.join(", "),
                first.0.name,
                first.1
            )
        }
    }
}

/// Complains of a check that a lab does not have, and names those that sound like it.
pub fn must_have(lab: &Lab, typed: &str) -> Result<&'static str> {
    if let Some(check) = lab.check(typed) {
        return Ok(check.name);
    }
    bail!(
        "lab {} has no check `{typed}`{} `cargo lab list {}` shows all of them",
        lab.name,
        did_you_mean(&similar_checks(lab, typed)),
        lab.name
    )
}

/// The checks of a lab that sound like this name.
pub fn similar_checks(lab: &Lab, typed: &str) -> Vec<&'static str> {
    let names = lab.checks.iter().map(|check| check.name);
    names.filter(|name| is_similar(name, typed)).collect()
}

/// The end of a sentence that says that there is none, and which it could be.
pub fn did_you_mean(names: &[&str]) -> String {
    match names {
        [] => ".".to_owned(),
        names => format!("; did you mean {}?", names.join(", ")),
    }
}

fn is_similar(name: &str, typed: &str) -> bool {
    let is_part = typed.len() > SLIPS && (name.contains(typed) || typed.contains(name));
    // Two letters of three are another word.
    let is_slip = osa_distance(name, typed) <= SLIPS.min(typed.chars().count() / 2);
    is_part || is_slip || share_a_word(name, typed)
}

fn share_a_word(one: &str, other: &str) -> bool {
    one.split('-')
        .any(|word| word.len() > 2 && other.split('-').any(|theirs| theirs == word))
}
