//! The gradebook: one record a line, each on the disk before the next is graded.
//!
//! A line is written in one call and synced, so that a crash at any moment loses no line that was
//! whole. The last line may be torn by one: it is set aside when the gradebook is opened again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::fs::{FlockOperation, flock};

use super::record::{Record, SCHEMA, State};

/// The gradebook's file in its folder.
pub const FILE: &str = "gradebook.jsonl";
/// Where the torn end of a line is kept, for whoever wants to look.
const TORN: &str = "gradebook.torn";
/// Who holds the folder.
const LOCK: &str = "lock";

/// What a record is about: of two with the same, the later one counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The student's id.
    pub student: String,
    /// The lab's name.
    pub lab: String,
}

/// What a verdict depends on: with the same, it is not given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The digest of the sources.
    pub sources: String,
    /// The digest of the kit.
    pub kit: String,
    /// The digest of the seed.
    pub seed: String,
}

/// An open gradebook. Nobody else can open it meanwhile.
#[derive(Debug)]
pub struct Gradebook {
    folder: PathBuf,
    file: File,
    done: BTreeMap<Subject, Cause>,
    // Kept for its drop: the lock goes with the descriptor, however this process ends.
    lock: File,
}

impl Record {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        Subject {
            student: self.student.id.clone(),
            lab: self.lab.clone(),
        }
    }

    /// What its verdict depends on.
    pub fn cause(&self) -> Cause {
        Cause {
            sources: self.sources.clone(),
            kit: self.kit.clone(),
            seed: self.seed.clone(),
        }
    }
}

impl Gradebook {
    /// Opens the gradebook of a folder, which is made where it is not there. The second is what a
    /// person should know of it.
    ///
    /// # Errors
    /// Another run has it open, or the folder cannot be written.
    pub fn open(folder: &Path) -> Result<(Gradebook, Vec<String>)> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} could not be made", folder.display()))?;
        let lock = take_lock(folder)?;
        let path = folder.join(FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .with_context(|| format!("{} could not be opened", path.display()))?;
        let mut notices: Vec<String> = mend(&mut file, folder)?.into_iter().collect();
        let (done, foreign) = index(&file)?;
        if foreign > 0 {
            notices.push(format!(
                "{foreign} lines of {} are none of this kit's, and were left alone",
                path.display()
            ));
        }
        let folder = folder.to_path_buf();
        Ok((
            Gradebook {
                folder,
                file,
                done,
                lock,
            },
            notices,
        ))
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is a verdict that depends on just this.
    pub fn has(&self, subject: &Subject, cause: &Cause) -> bool {
        self.done.get(subject) == Some(cause)
    }

    /// Adds a record, and returns when it is on the disk.
    ///
    /// # Errors
    /// The disk is full, or cannot be written. What was there before is still there.
    pub fn append(&mut self, record: &Record) -> Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let length = self.file.metadata()?.len();
        let written = self
            .file
            .write_all(&line)
            .and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Half a line would spoil the next one.
            let _ = self.file.set_len(length);
            return Err(error).with_context(|| {
                format!(
                    "{} could not be written: the verdict on {} is not kept",
                    self.folder.join(FILE).display(),
                    record.submission
                )
            });
        }
        if record.state != State::Broken {
            self.done.insert(record.subject(), record.cause());
        }
        Ok(())
    }

    /// Notes something beside who holds the folder, for the run that finds it after a crash.
    ///
    /// # Errors
    /// The disk cannot be written.
    pub fn leave_word(&mut self, word: &str) -> io::Result<()> {
        self.lock.set_len(0)?;
        self.lock.seek(SeekFrom::Start(0))?;
        write!(self.lock, "{}\n{word}\n", std::process::id())
    }
}

/// Takes the folder for this process.
fn take_lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let mut lock = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .with_context(|| format!("{} could not be opened", path.display()))?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        let mut holder = String::new();
        let _ = (&mut lock).take(100).read_to_string(&mut holder);
        bail!(
            "another run grades into {} (process {}). Wait for its end, or name another folder \
             with --out",
            folder.display(),
            holder.lines().next().unwrap_or("unknown")
        );
    }
    Ok(lock)
}

/// What the run before has left a word of, where it did not end well.
pub fn word_left(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(LOCK)).ok()?;
    text.lines().nth(1).map(str::to_owned)
}

/// Sets a torn last line aside.
fn mend(file: &mut File, folder: &Path) -> Result<Option<String>> {
    let length = file.metadata()?.len();
    let whole = end_of_last_line(file, length)?;
    if whole == length {
        return Ok(None);
    }
    let mut torn = Vec::new();
    file.seek(SeekFrom::Start(whole))?;
    file.read_to_end(&mut torn)?;
    torn.push(b'\n');
    let path = folder.join(TORN);
    let mut aside = OpenOptions::new().append(true).create(true).open(&path)?;
    aside.write_all(&torn)?;
    aside.sync_all()?;
    file.set_len(whole)?;
    Ok(Some(format!(
        "the last line of {FILE} was torn: it was set aside in {}, and is graded again",
        path.display()
    )))
}

/// Where the last whole line ends, in bytes from the beginning.
fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    const BLOCK: u64 = 64 * 1024;
    let mut end = length;
    let mut block = Vec::new();
    while end > 0 {
        let begin = end.saturating_sub(BLOCK);
        block.clear();
        file.seek(SeekFrom::Start(begin))?;
        (&mut *file).take(end - begin).read_to_end(&mut block)?;
        if let Some(place) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + place as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// The verdicts that need not be given again, and how many lines are of another kind.
fn index(file: &File) -> Result<(BTreeMap<Subject, Cause>, usize)> {
    let mut done = BTreeMap::new();
    let mut foreign = 0;
    for record in records(file)? {
        let Some(record) = record? else {
            foreign += 1;
            continue;
        };
        let subject = record.subject();
        if record.state == State::Broken {
            // It has to be run again, whatever was known before.
            done.remove(&subject);
        } else {
            done.insert(subject, record.cause());
        }
    }
    Ok((done, foreign))
}

/// The records of a gradebook, in the order in which they were added; `None` for a line that is of
/// another kind, or torn.
///
/// # Errors
/// The file cannot be read.
pub fn records(mut file: &File) -> io::Result<impl Iterator<Item = io::Result<Option<Record>>>> {
    file.seek(SeekFrom::Start(0))?;
    let lines = BufReader::new(file).split(b'\n');
    Ok(lines.map(|line| {
        let record = serde_json::from_slice::<Record>(&line?).ok();
        Ok(record.filter(|record| record.schema == SCHEMA))
    }))
}

#[cfg(test)]
mod tests;
