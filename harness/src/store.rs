//! What is kept between two calls: `.lab/`, beside the kit's `Cargo.toml`, ignored by git.
//!
//! Everything in it can be made anew by judging again, and every file is written whole or not
//! at all.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::check::Check;
use crate::finding::Finding;
use crate::lab::Lab;
use crate::scratch::plain;
use crate::source::Kit;
use crate::whole;

/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// What was read of a kept file.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept<T> {
    /// It is not there yet.
    Nothing,
    /// It could be used.
    Whole(T),
    /// It could not, and what was done with it, as a sentence for a person.
    Useless(String),
}

/// The folder `.lab/`.
#[derive(Clone, Debug)]
pub struct Store {
    /// `.lab/`.
    root: PathBuf,
    /// What is kept of the subject, in it.
    folder: PathBuf,
}

/// What a path of the store should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Folder,
    File,
}

impl Store {
    /// Of a kit, for the subject that these arguments of `lab check` name. The student's own
    /// work has none; what is kept of another's never takes the place of it.
    pub fn of(kit: &Kit, arguments: &str) -> Store {
        let root = kit.root().join(".lab");
        if arguments.is_empty() {
            let folder = root.clone();
            return Store { root, folder };
        }
        let key = crate::seed::derive(0, "subject", arguments);
        let folder = root.join("others").join(format!("{key:016x}"));
        Store { root, folder }
    }

    /// Sets aside what is no folder where one should be, no file where one should be, or a link
    /// that leads nowhere: it would be in the way of all that is kept. Returns what was done, as
    /// sentences for a person.
    pub fn mend(&self) -> Vec<String> {
        let mut notices: Vec<String> = self
            .places()
            .iter()
            .filter_map(|(path, kind)| Some(set_aside(path, misfit(path, *kind)?)))
            .collect();
        for lab in crate::labs::all() {
            let report = self.report(lab.name);
            if let Some(reason) = misfit(&report, Kind::File) {
                let done = set_aside(&report, reason);
                let next = format!("`cargo lab check {}` judges your work anew", lab.name);
                notices.push(format!("{done}. {next}"));
            }
        }
        notices
    }

    /// All that may be there but the reports, a folder before what is in it.
    fn places(&self) -> Vec<(PathBuf, Kind)> {
        let failures = self.folder.join("failures");
        let mut folders = vec![self.root.clone(), self.saved(), self.root.join("others")];
        folders.extend([self.folder.clone(), self.folder.join("results")]);
        folders.extend([failures.clone(), self.measurements()]);
        let mut files = vec![self.last(), self.hints()];
        for lab in crate::labs::all() {
            folders.push(failures.join(lab.name));
            files.extend(["json", "svg", "csv"].map(|form| self.measurement(lab.name, form)));
            for check in &lab.checks {
                let path = check.path(lab.name);
                files.extend([self.failure(&path), self.schedule(&path)]);
            }
        }
        let folders = folders.into_iter().map(|path| (path, Kind::Folder));
        let files = files.into_iter().map(|path| (path, Kind::File));
        folders.chain(files).collect()
    }

    /// The folder of the work that `cargo lab reset` has moved out of the way.
    pub fn saved(&self) -> PathBuf {
        self.root.join("saved")
    }

    /// Remembers a failed check as the last, and saves its talk or its schedule, if it has one.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save_failure(&self, path: &str, seed: u64, finding: &Finding) -> Result<()> {
        // What it failed by before is not what it fails by now.
        self.forget_failure(path);
        if let Some(schedule) = &finding.schedule {
            let json = serde_json::to_vec_pretty(schedule)?;
            whole::write(&self.schedule(path), &json)?;
        } else if let Some(talk) = &finding.talk {
            let mut talk = talk.clone();
            talk.about = about(path, seed, finding);
            whole::write(&self.failure(path), talk.to_string().as_bytes())?;
        }
        whole::write(&self.last(), path.as_bytes())
    }

    /// Whether a talk or a schedule of a failed check is saved.
    pub fn holds(&self, path: &str) -> bool {
        self.failure(path).is_file() || self.schedule(path).is_file()
    }

    /// Forgets the failure of a check that passes now.
    pub fn forget_failure(&self, path: &str) {
        self.forget_last(|last| last == path);
        let _ = fs::remove_file(self.failure(path));
        let _ = fs::remove_file(self.schedule(path));
    }

    fn forget_last(&self, is_meant: impl FnOnce(&str) -> bool) {
        if fs::read_to_string(self.last()).is_ok_and(|last| is_meant(last.trim())) {
            let _ = fs::remove_file(self.last());
        }
    }

    /// Forgets the results of a lab that is begun anew, and its failures.
    ///
    /// # Errors
    /// They cannot be removed.
    pub fn forget_lab(&self, lab: &str) -> Result<()> {
        let report = self.report(lab);
        let failures = self.folder.join("failures").join(lab);
        self.forget_last(|last| last.split('/').next() == Some(lab));
        for (path, removed) in [
            (&report, fs::remove_file(&report)),
            (&failures, fs::remove_dir_all(&failures)),
        ] {
            match removed {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let about = format!("{} could not be removed", path.display());
                    return Err(anyhow!(plain(&error)).context(about));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Saves a report.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save_report(&self, lab: &str, json: &str) -> Result<()> {
        whole::write(&self.report(lab), json.as_bytes())
    }

    /// Reads the last report of a lab, by `parse`, which says what is wrong with it.
    pub fn read_report<T>(
        &self,
        lab: &str,
        parse: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Kept<T> {
        read_kept(&self.report(lab), parse)
    }

    /// Saves how many hints were given.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save_hints(&self, json: &str) -> Result<()> {
        whole::write(&self.hints(), json.as_bytes())
    }

    /// Reads how many hints were given, by `parse`, which says what is wrong with it.
    pub fn read_hints<T>(&self, parse: impl FnOnce(&[u8]) -> Result<T, String>) -> Kept<T> {
        read_kept(&self.hints(), parse)
    }

    /// Where the labs' last measurements are.
    pub fn measurements(&self) -> PathBuf {
        self.folder.join("measure")
    }

    fn measurement(&self, lab: &str, extension: &str) -> PathBuf {
        self.measurements().join(format!("{lab}.{extension}"))
    }

    /// The check that failed last, as `LAB/CHECK`: of several that were judged together, the first.
    /// Where that one passes now, the first of those whose failures are saved.
    ///
    /// # Errors
    /// None has failed yet, or what says so cannot be used.
    pub fn last_failure(&self) -> Result<String> {
        let next = "`cargo lab check LAB` saves the talks of checks that fail";
        match read_kept(&self.last(), parse_last) {
            Kept::Whole(path) => Ok(path),
            Kept::Useless(notice) => {
                bail!("which check failed last is not known: {notice}. {next}")
            }
            Kept::Nothing => self
                .first_saved()
                .with_context(|| format!("no failure is saved: {next}")),
        }
    }

    /// The first check, in the order of the labs, whose failure is saved.
    fn first_saved(&self) -> Option<String> {
        let labs = crate::labs::all();
        let mut saved = labs
            .iter()
            .filter_map(|lab| Some(self.first_saved_of(lab)?.path(lab.name)));
        saved.next()
    }

    /// The first check of a lab whose failure is saved.
    pub fn first_saved_of<'a>(&self, lab: &'a Lab) -> Option<&'a Check> {
        let mut checks = lab.checks.iter();
        checks.find(|check| self.holds(&check.path(lab.name)))
    }

    /// Where the failure of a check is saved.
    pub fn failure(&self, path: &str) -> PathBuf {
        self.folder.join("failures").join(format!("{path}.talk"))
    }

    /// Where the failed schedule of a check is saved.
    pub fn schedule(&self, path: &str) -> PathBuf {
        self.folder
            .join("failures")
            .join(format!("{path}.schedule"))
    }

    fn report(&self, lab: &str) -> PathBuf {
        self.folder.join("results").join(format!("{lab}.json"))
    }

    fn last(&self) -> PathBuf {
        self.folder.join("last")
    }

    fn hints(&self) -> PathBuf {
        self.folder.join("hints.json")
    }
}

/// What a saved talk says of itself, for `cargo lab replay` and for people.
fn about(path: &str, seed: u64, finding: &Finding) -> Vec<String> {
    let mut about = vec![
        format!("check: {path}"),
        format!("seed: {seed}"),
        format!("found: {}", finding.headline),
    ];
    if let Some(mark) = &finding.mark {
        about.push(format!("step: {}", mark.step + 1));
    }
    if let Some(got) = &finding.got {
        // One line each, whatever the program said.
        about.push(format!("got: {}", got.replace('\n', " ")));
    }
    about
}

/// Reads a plain file of at most 16 MiB.
///
/// # Errors
/// `InvalidData` where it is no such file; else what the system says.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    // Asked before it is opened: to open a pipe could wait for ever.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is no file"));
    }
    let mut contents = Vec::new();
    fs::File::open(path)?
        .take(LONGEST + 1)
        .read_to_end(&mut contents)?;
    if contents.len() as u64 > LONGEST {
        let reason = format!("it is longer than {} MiB", LONGEST >> 20);
        return Err(io::Error::new(ErrorKind::InvalidData, reason));
    }
    Ok(contents)
}

/// Reads a file that an older kit, or anybody, may have written: what cannot be used is set
/// aside, since the next one takes its place.
fn read_kept<T>(path: &Path, parse: impl FnOnce(&[u8]) -> Result<T, String>) -> Kept<T> {
    let reason = match read_file(path) {
        Ok(contents) => match parse(&contents) {
            Ok(value) => return Kept::Whole(value),
            Err(reason) => reason,
        },
        Err(error) => match error.kind() {
            ErrorKind::NotFound => return Kept::Nothing,
            ErrorKind::InvalidData => error.to_string(),
            _ => return Kept::Useless(format!("{} cannot be read: {error}", path.display())),
        },
    };
    Kept::Useless(set_aside(path, &reason))
}

/// The path of a check, as `last` holds it.
fn parse_last(contents: &[u8]) -> Result<String, String> {
    let path = std::str::from_utf8(contents).unwrap_or_default().trim();
    let named = path.split_once('/');
    let is_check = named.is_some_and(|(lab, check)| {
        crate::labs::find(lab).is_some_and(|lab| lab.check(check).is_some())
    });
    match is_check {
        true => Ok(path.to_owned()),
        false => Err("it names no check".to_owned()),
    }
}

/// Why what is there cannot be what it should be.
fn misfit(path: &Path, kind: Kind) -> Option<&'static str> {
    match (fs::metadata(path), kind) {
        (Ok(there), Kind::Folder) => (!there.is_dir()).then_some("it is no folder"),
        (Ok(there), Kind::File) => (!there.is_file()).then_some("it is no file"),
        (Err(error), _) if error.kind() == ErrorKind::PermissionDenied => None,
        (Err(_), _) => {
            let is_link = fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink());
            is_link.then_some("it is a link that leads nowhere")
        }
    }
}

/// Renames what is of no use, never in the place of another, and says so.
fn set_aside(path: &Path, reason: &str) -> String {
    let done = match rename_aside(path) {
        Ok(aside) => format!("it was set aside as {}", aside.display()),
        Err(error) => format!("and it could not be set aside: {error}"),
    };
    format!("{} is of no use, {reason}: {done}", path.display())
}

fn rename_aside(path: &Path) -> io::Result<PathBuf> {
    for number in 1_u64.. {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".damaged");
        if number > 1 {
            aside.push(format!("-{number}"));
        }
        let aside = PathBuf::from(aside);
        if fs::symlink_metadata(&aside).is_err() {
            fs::rename(path, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("every name for it is taken"))
}
