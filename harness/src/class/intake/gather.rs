//! The files of a submission, read into memory.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::super::submission::{File, Submission, Work};
use super::container::{Container, Kind, Place, is_junk, shown};
use super::folder::{Folder, open_path};
use super::survey::Survey;
use super::tar::Tar;
use super::zip::Zip;
use super::{limits, locate};
use crate::lab::Lab;

/// Reads the work for these labs from all that a student has handed in, the newest first.
///
/// # Errors
/// There is nothing that can be used, and why.
pub fn read(paths: &[PathBuf], labs: &[Lab]) -> Result<Submission, String> {
    let mut whole = Submission::default();
    let mut reasons = Vec::new();
    for path in paths {
        let name = shown(&path.file_name().unwrap_or_default().to_string_lossy());
        match read_one(path, labs) {
            Ok(part) => merge(&mut whole, part, &name),
            Err(reason) if paths.len() == 1 => return Err(reason),
            Err(reason) => reasons.push(format!("{name}: {reason}")),
        }
    }
    if whole.works.is_empty() {
        return Err(reasons.join("; "));
    }
    whole.notes.extend(reasons);
    if let Some(others @ 1..) = whole.notes.len().checked_sub(limits::NOTES) {
        whole.notes.truncate(limits::NOTES);
        whole
            .notes
            .push(format!("there are {others} more such notes"));
    }
    Ok(whole)
}

fn read_one(path: &Path, labs: &[Lab]) -> Result<Submission, String> {
    let metadata = fs::symlink_metadata(path).map_err(|error| format!("it is gone: {error}"))?;
    if metadata.is_dir() {
        return take(&mut Folder::at(path), labs, 0);
    }
    let file = open_path(path).map_err(|why| format!("it {why}"))?;
    if metadata.len() > limits::ARCHIVE {
        return Err(format!(
            "it has {} MiB, and {} are the most: have it handed in without target/",
            metadata.len() >> 20,
            limits::ARCHIVE >> 20
        ));
    }
    take(&mut *open_archive(file, limits::UNPACKED)?, labs, 1)
}

/// Opens an archive by how it begins, since its name may lie. It may unpack to so many bytes.
fn open_archive(
    mut file: impl Read + Seek + 'static,
    unpacked: u64,
) -> Result<Box<dyn Container>, String> {
    let mut start = [0; 2];
    let begun = file.read_exact(&mut start);
    file.seek(SeekFrom::Start(0))
        .map_err(|error| format!("it cannot be read: {error}"))?;
    match (begun, start) {
        (Err(_), _) => Err("it is empty".into()),
        (Ok(()), [0x1f, 0x8b]) => Ok(Box::new(Tar::of(file, unpacked))),
        (Ok(()), [b'P', b'K']) => Ok(Box::new(Zip::open(file)?)),
        (Ok(()), _) => Err("it begins neither like a zip file nor like a .tar.gz".into()),
    }
}

/// Takes the work for these labs out of a container that stands in so many archives, or else out of
/// the archives in it.
fn take(container: &mut dyn Container, labs: &[Lab], nesting: usize) -> Result<Submission, String> {
    let survey = Survey::of(container)?;
    let located = locate::find(&survey, labs);
    if located.sources.is_empty() {
        return take_from_archives(container, &survey, located.notes, labs, nesting);
    }
    let mut gatherer = Gatherer {
        submission: Submission {
            notes: located.notes,
            ..Submission::default()
        },
        sources: located.sources,
        files: 0,
        bytes: 0,
    };
    container.walk(&mut |place, kind, fetch| gatherer.meet(&place, kind, fetch))?;
    let submission = gatherer.finish(&survey);
    match submission.works.is_empty() {
        true => Err(submission.notes.join("; ")),
        false => Ok(submission),
    }
}

struct Gatherer {
    submission: Submission,
    sources: BTreeMap<&'static str, Place>,
    files: usize,
    bytes: u64,
}

impl Gatherer {
    /// Takes a member, if it is below one of the sources.
    fn meet(
        &mut self,
        place: &Place,
        kind: Kind,
        fetch: &mut dyn FnMut(u64) -> Result<Vec<u8>, String>,
    ) -> Result<(), String> {
        let whole = shown(&place.join("/"));
        for (lab, source) in &self.sources {
            let Some(below) = place.strip_prefix(source.as_slice()) else {
                continue;
            };
            let size = match kind {
                Kind::Odd(why) => {
                    self.submission
                        .notes
                        .push(format!("{whole} {why}: it was left out"));
                    continue;
                }
                Kind::File(size) => size,
            };
            if size > limits::FILE {
                self.submission.notes.push(format!(
                    "{whole} has {size} bytes, and {} are the most: it was left out",
                    limits::FILE
                ));
                continue;
            }
            self.files += 1;
            if self.files > limits::FILES {
                return Err(format!(
                    "there are more than {} files below its src/",
                    limits::FILES
                ));
            }
            let contents = fetch(size).map_err(|why| format!("{whole} {why}"))?;
            self.bytes += contents.len() as u64;
            if self.bytes > limits::FILES_TOTAL {
                return Err(format!(
                    "the files below its src/ have more than {} MiB",
                    limits::FILES_TOTAL >> 20
                ));
            }
            let work = self.submission.works.entry((*lab).to_owned());
            work.or_default().files.push(File {
                path: below.join("/"),
                contents,
            });
        }
        Ok(())
    }

    fn finish(mut self, survey: &Survey) -> Submission {
        for work in self.submission.works.values_mut() {
            work.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        for (lab, work) in &self.submission.works {
            if !work.files.iter().any(|file| file.path == "lib.rs") {
                let note = format!("{lab}: src/lib.rs is missing");
                self.submission.notes.push(note);
            }
            if let Some((one, other)) = alike(work) {
                self.submission.notes.push(format!(
                    "{lab}: src/{} and src/{} differ in capital letters alone",
                    shown(one),
                    shown(other)
                ));
            }
        }
        let links = survey.odd.iter().filter(|(place, _)| {
            place
                .last()
                .is_some_and(|name| name == "src" || name == "exercises")
        });
        for (place, why) in links {
            let path = shown(&place.join("/"));
            self.submission.notes.push(format!("{path} {why}"));
        }
        self.submission
    }
}

/// Two paths that some file systems take for one.
fn alike(work: &Work) -> Option<(&str, &str)> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for file in &work.files {
        if let Some(other) = seen.insert(file.path.to_lowercase(), &file.path) {
            return Some((other, &file.path));
        }
    }
    None
}

fn take_from_archives(
    container: &mut dyn Container,
    survey: &Survey,
    notes: Vec<String>,
    labs: &[Lab],
    nesting: usize,
) -> Result<Submission, String> {
    let all = survey.archives();
    let archives: BTreeSet<Place> = all
        .iter()
        .take(limits::INNER_ARCHIVES)
        .copied()
        .cloned()
        .collect();
    if archives.is_empty() {
        return Err(nothing(survey, &notes, labs));
    }
    if nesting >= limits::NESTING {
        return Err("it is an archive in an archive in an archive: one in one is opened".into());
    }
    let mut whole = Submission {
        notes,
        ..Submission::default()
    };
    let mut reasons = Vec::new();
    if all.len() > archives.len() {
        reasons.push(format!(
            "it holds {} archives, of which {} were opened",
            all.len(),
            archives.len()
        ));
    }
    container.walk(&mut |place, kind, fetch| {
        let Kind::File(size) = kind else {
            return Ok(());
        };
        if !archives.contains(&place) {
            return Ok(());
        }
        let name = shown(&place.join("/"));
        let inner = match size {
            size if size > limits::INNER_ARCHIVE => Err(format!(
                "has {} MiB, and {} are the most of an archive that is not by itself",
                size >> 20,
                limits::INNER_ARCHIVE >> 20
            )),
            size => fetch(size),
        };
        let taken = inner
            .and_then(|bytes| open_archive(Cursor::new(bytes), limits::INNER_UNPACKED))
            .and_then(|mut inner| take(&mut *inner, labs, nesting + 1));
        match taken {
            Ok(part) => merge(&mut whole, part, &name),
            Err(reason) => reasons.push(format!("{name}: {reason}")),
        }
        Ok(())
    })?;
    if whole.works.is_empty() {
        return Err(reasons.join("; "));
    }
    whole.notes.extend(reasons);
    Ok(whole)
}

/// Adds a part to what was read of newer ones.
fn merge(whole: &mut Submission, part: Submission, name: &str) {
    whole.notes.extend(part.notes);
    for (lab, work) in part.works {
        match whole.works.entry(lab) {
            Entry::Vacant(room) => {
                room.insert(work);
            }
            Entry::Occupied(taken) => whole.notes.push(format!(
                "{name} holds {}, too: the newer one was taken",
                taken.key()
            )),
        }
    }
}

/// What to say where nothing can be used.
fn nothing(survey: &Survey, notes: &[String], labs: &[Lab]) -> String {
    let folders: Vec<String> = labs.iter().map(Lab::folder).collect();
    let mut reason = format!(
        "there is no exercises/{}/src/, nor a src/ that says for which lab it is, with \
         src/bin/NAME-server.rs or a Cargo.toml: {}",
        folders.join(" or "),
        survey.summary()
    );
    let odd = survey
        .odd
        .iter()
        .filter(|(place, _)| !place.last().is_some_and(|name| is_junk(name)));
    for (place, why) in odd.take(3) {
        reason.push_str(&format!("; {} {why}", shown(&place.join("/"))));
    }
    for note in notes {
        reason.push_str("; ");
        reason.push_str(note);
    }
    reason
}
