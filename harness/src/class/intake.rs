//! A folder of submissions, read without trust.
//!
//! Each folder, `.zip`, `.tar.gz` or `.tgz` in it is what one student has handed in, in whatever form
//! a learning platform gives it out. [`list`] reads names alone; [`Candidate::read`] opens one
//! submission, finds the `src/` of each lab in it, and takes the files below into memory. Nothing is
//! unpacked to a disk, no link is followed, and everything is bounded. What is not taken is told.
//!
//! - `names`: whose a submission is, after Canvas's, Moodle's and GitHub's ways to name one
//! - `container`: folder, zip and tar, walked under the same rules for paths
//! - `survey`, `locate`: what is in it, and where the work for each lab lies
//! - `gather`: the files themselves
//! - `limits`: how much of it is looked at

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::record::Unread;
use super::submission::{Student, Submission};
use crate::lab::Lab;
use crate::talk::escape;
use names::{Form, Named, Origin};

mod container;
mod folder;
mod gather;
mod limits;
mod locate;
mod names;
mod survey;
mod tar;
mod zip;

/// All that lies in a folder of submissions.
#[derive(Debug)]
pub struct Listing {
    /// What can be read, by student.
    pub candidates: Vec<Candidate>,
    /// What is not, by name.
    pub unread: Vec<Unread>,
}

/// What one student has handed in, not read yet.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Whose it is.
    pub student: Student,
    /// The names of the files and folders that it came in, escaped.
    pub found: String,
    /// Whether one of them is marked as late.
    pub late: bool,
    /// Where they are. Of two with work for the same lab, the one that comes first counts.
    pub paths: Vec<PathBuf>,
}

impl Candidate {
    /// Reads the work for these labs.
    ///
    /// # Errors
    /// There is nothing that can be used, and why, in a sentence: what was looked for, and what was
    /// there.
    pub fn read(&self, labs: &[Lab]) -> Result<Submission, String> {
        gather::read(&self.paths, labs)
    }
}

/// Lists what lies in a folder. Nothing is opened.
///
/// # Errors
/// The folder cannot be read.
pub fn list(folder: &Path) -> Result<Listing> {
    let mut junk = Vec::new();
    let mut unread = Vec::new();
    let mut found: Vec<(OsString, Named)> = Vec::new();
    let mut plain_folders = Vec::new();
    for (name, form) in entries(folder)? {
        let Some(form) = form.filter(|_| !is_junk(&name)) else {
            match is_junk(&name) {
                true => junk.push(shown(&name)),
                false => unread.push(Unread {
                    found: shown(&name),
                    reason: "is neither a file nor a folder, and links are not followed".into(),
                }),
            }
            continue;
        };
        match names::read(&name, form) {
            Ok(named) => {
                if form == Form::Folder && named.student.id == name.to_string_lossy() {
                    plain_folders.push((name.clone(), origin(&folder.join(&name))));
                }
                found.push((name, named));
            }
            Err(reason) => unread.push(Unread {
                found: shown(&name),
                reason,
            }),
        }
    }
    let labs = crate::labs::all();
    let labs: Vec<&str> = labs.iter().map(|lab| lab.name).collect();
    let users = names::users(&plain_folders, &labs);
    let mut students: BTreeMap<String, Vec<(OsString, Named)>> = BTreeMap::new();
    for (name, mut named) in found {
        if let Some(user) = users.get(&name) {
            named.student.id = user.clone();
            named.student.name = user.clone();
            // Clones of several assignments are several pieces of work.
            named.rank.piece = name.to_string_lossy().into_owned();
        }
        let id = named.student.id.clone();
        students.entry(id).or_default().push((name, named));
    }
    let mut candidates: Vec<Candidate> = students
        .into_values()
        .filter_map(|files| gather_candidate(folder, files, &mut unread))
        .collect();
    candidates.sort_by(|a, b| a.student.cmp(&b.student));
    if !junk.is_empty() {
        junk.sort();
        unread.push(Unread {
            found: junk.join(", "),
            reason: "hidden, or left there by an operating system: no submissions".into(),
        });
    }
    unread.sort();
    Ok(Listing { candidates, unread })
}

/// What stands in the folder, sorted; no form where it is neither a file nor a folder.
fn entries(folder: &Path) -> Result<Vec<(OsString, Option<Form>)>> {
    let read = fs::read_dir(folder).with_context(|| {
        format!(
            "the submissions should be in the folder {}, which cannot be read",
            folder.display()
        )
    })?;
    let mut entries = Vec::new();
    for entry in read {
        let entry = entry.with_context(|| format!("{} cannot be read", folder.display()))?;
        let form = match entry.file_type() {
            Ok(kind) if kind.is_dir() => Some(Form::Folder),
            Ok(kind) if kind.is_file() => Some(Form::File),
            _ => None,
        };
        if entries.len() == limits::SUBMISSIONS {
            bail!(
                "{} holds more than {} entries: it should hold one for each submission",
                folder.display(),
                limits::SUBMISSIONS
            );
        }
        entries.push((entry.file_name(), form));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}

/// What no student has handed in.
fn is_junk(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    text.starts_with('.') && names::strip_archive(&text).is_none()
        || container::is_junk(&text)
        || container::is_left_behind(&text)
}

fn origin(folder: &Path) -> Origin {
    match fs::symlink_metadata(folder.join(".git")) {
        Ok(_) => Origin::Git,
        Err(_) => Origin::Unknown,
    }
}

fn shown(name: &OsStr) -> String {
    match name.to_str() {
        Some(text) => escape::escape(text),
        None => escape::marks(name.as_encoded_bytes()).collect(),
    }
}

/// One student's files and folders, the newest first; an older attempt at the same piece of work is
/// not read.
fn gather_candidate(
    folder: &Path,
    mut files: Vec<(OsString, Named)>,
    unread: &mut Vec<Unread>,
) -> Option<Candidate> {
    files.sort_by(|(_, a), (_, b)| b.rank.cmp(&a.rank));
    let pieces = pieces(&files);
    let mut kept: Vec<(OsString, Named)> = Vec::new();
    let mut kept_pieces: Vec<String> = Vec::new();
    for ((name, named), piece) in files.into_iter().zip(pieces) {
        match kept_pieces.iter().position(|other| *other == piece) {
            Some(newer) => unread.push(Unread {
                found: shown(&name),
                reason: format!("superseded by {}", shown(&kept[newer].0)),
            }),
            None => {
                kept.push((name, named));
                kept_pieces.push(piece);
            }
        }
    }
    let (_, first) = kept.first()?;
    Some(Candidate {
        student: first.student.clone(),
        found: kept
            .iter()
            .map(|(name, _)| shown(name))
            .collect::<Vec<_>>()
            .join(", "),
        late: kept.iter().any(|(_, named)| named.late),
        paths: kept.iter().map(|(name, _)| folder.join(name)).collect(),
    })
}

/// Which piece of work each file is. `echo-1` is another attempt at `echo` if there is an `echo`;
/// without one, `lab-1` and `lab-2` are more likely two labs.
fn pieces(files: &[(OsString, Named)]) -> Vec<String> {
    let is_there = |piece: &str| {
        files
            .iter()
            .any(|(_, other)| other.rank.attempt == 0 && other.rank.piece == piece)
    };
    files
        .iter()
        .map(|(_, named)| match named.rank.attempt {
            0 => named.rank.piece.clone(),
            _ if is_there(&named.rank.piece) => named.rank.piece.clone(),
            attempt => format!("{}-{attempt}", named.rank.piece),
        })
        .collect()
}
