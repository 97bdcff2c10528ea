//! The gradebook read: of each student and lab the last record.
//!
//! The file is read twice, line by line: once for where each record stands and what it comes to,
//! and then, by a report, one record at a time. What is kept in memory grows with the number of
//! students, not with what their programs said.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::record::{Record, SCHEMA, State, Unread};
use super::submission::Student;
use crate::store::read_file;

/// The name of the gradebook in its folder.
pub const GRADEBOOK: &str = "gradebook.jsonl";
/// The name of the list of what intake did not understand.
pub const UNREAD: &str = "unread.json";

/// The longest line that is taken for a record, in bytes.
const LONGEST_LINE: u64 = 32 << 20;

/// A class, as its gradebook has it.
#[derive(Debug)]
pub struct Class {
    gradebook: File,
    path: PathBuf,
    /// The labs for which there are records, in the order of the course, unknown ones last.
    pub labs: Vec<String>,
    /// The students by name.
    pub members: Vec<Member>,
    /// What intake did not understand.
    pub unread: Vec<Unread>,
    /// What a reader of any report should know of the gradebook itself, as sentences.
    pub notices: Vec<String>,
}

/// One student.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who it is, as the last record has it.
    pub student: Student,
    /// What there is of each lab, in the order of [`Class::labs`].
    pub works: Vec<Outline>,
}

/// What the last record of a student and a lab comes to, and where it stands.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The lab's name.
    pub lab: String,
    /// What became of it.
    pub state: State,
    /// The points that it earned; absent where the harness could not judge.
    pub score: Option<u32>,
    /// The points that it could earn.
    pub max_score: u32,
    /// Whether it was late.
    pub late: bool,
    begin: u64,
    length: usize,
    line: usize,
}

/// What a student's labs come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Earned; absent where a lab could not be judged.
    pub score: Option<u32>,
    /// To be earned.
    pub of: u32,
}

impl Member {
    /// What there is of a lab.
    pub fn work(&self, lab: &str) -> Option<&Outline> {
        self.works.iter().find(|work| work.lab == lab)
    }

    /// What all labs come to.
    pub fn total(&self) -> Total {
        Total {
            score: self.works.iter().map(|work| work.score).sum(),
            of: self.works.iter().map(|work| work.max_score).sum(),
        }
    }
}

impl Class {
    /// The student with this id.
    ///
    /// # Errors
    /// There is none.
    pub fn member(&self, id: &str) -> Result<&Member> {
        let found = self.members.iter().find(|member| member.student.id == id);
        found.with_context(|| {
            format!(
                "no student has the id \"{}\": {} has {} others. \
                 `cargo lab report OUT --format csv` lists them",
                super::shown::cell(id),
                self.path.display(),
                self.members.len()
            )
        })
    }

    /// The whole record.
    ///
    /// # Errors
    /// The file cannot be read any more, or was changed meanwhile.
    pub fn record(&self, outline: &Outline) -> Result<Record> {
        let line = self.line(outline)?;
        serde_json::from_slice(&line).with_context(|| self.place(outline))
    }

    /// The record as it stands in the gradebook.
    ///
    /// # Errors
    /// As [`Class::record`].
    pub fn line(&self, outline: &Outline) -> Result<Vec<u8>> {
        let mut line = vec![0; outline.length];
        self.gradebook
            .read_exact_at(&mut line, outline.begin)
            .with_context(|| self.place(outline))?;
        Ok(line)
    }

    fn place(&self, outline: &Outline) -> String {
        format!("line {} of {}", outline.line, self.path.display())
    }

    /// The records of a student, in the order of the labs.
    ///
    /// # Errors
    /// As [`Class::record`].
    pub fn records(&self, member: &Member) -> Result<Vec<Record>> {
        member.works.iter().map(|work| self.record(work)).collect()
    }
}

/// Reads the gradebook in a folder.
///
/// # Errors
/// There is none, or it cannot be read.
pub fn read(out: &Path) -> Result<Class> {
    let path = out.join(GRADEBOOK);
    let gradebook = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "no gradebook: {} is not there. Name the folder that `cargo lab grade` has written to",
            path.display()
        ),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    let mut listing = Listing::default();
    listing
        .read(BufReader::with_capacity(1 << 18, &gradebook))
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut notices = listing.notices(&path);
    let unread = read_unread(&out.join(UNREAD)).unwrap_or_else(|error| {
        notices.push(format!("{error:#}"));
        Vec::new()
    });
    let Listing { mut members, .. } = listing;
    if members.is_empty() && unread.is_empty() {
        notices.push(format!("{} holds no record yet", path.display()));
    }
    let labs = order(&mut members);
    Ok(Class {
        gradebook,
        path,
        labs,
        members,
        unread,
        notices,
    })
}

/// The lines of a gradebook, as they are read.
#[derive(Default)]
struct Listing {
    members: Vec<Member>,
    known: HashMap<String, usize>,
    /// How many lines are of another schema, and the last such schema.
    others: usize,
    other: String,
    /// The lines that are no records, by their numbers from 1, and why the first is none.
    damaged: Vec<usize>,
    why: String,
    torn: bool,
}

/// What tells whether a line can be read at all.
#[derive(Deserialize)]
struct Form {
    schema: String,
}

impl Listing {
    fn read(&mut self, mut lines: impl BufRead) -> std::io::Result<()> {
        let mut line = Vec::new();
        let mut begin = 0;
        for number in 1.. {
            line.clear();
            let length = (&mut lines)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)?;
            if length == 0 {
                break;
            }
            let is_whole = line.last() == Some(&b'\n');
            if !is_whole && length as u64 == LONGEST_LINE {
                self.reject(number, "it is too long");
                begin += length as u64 + skip_line(&mut lines)?;
                continue;
            }
            if !is_whole {
                // Somebody is writing it, or was stopped while doing so.
                self.torn = true;
                break;
            }
            if !line.trim_ascii().is_empty() {
                self.take(number, begin, &line);
            }
            begin += length as u64;
        }
        Ok(())
    }

    fn take(&mut self, number: usize, begin: u64, line: &[u8]) {
        let record: Record = match serde_json::from_slice(line) {
            Ok(record) => record,
            Err(error) => {
                match serde_json::from_slice::<Form>(line) {
                    Ok(form) if form.schema != SCHEMA => self.other_form(form.schema),
                    _ => self.reject(number, &error.to_string()),
                }
                return;
            }
        };
        if record.schema != SCHEMA {
            return self.other_form(record.schema);
        }
        let outline = Outline {
            lab: record.lab,
            state: record.state,
            score: record.score,
            max_score: record.max_score,
            late: record.late,
            begin,
            length: line.len(),
            line: number,
        };
        let place = *(self.known)
            .entry(record.student.id.clone())
            .or_insert(self.members.len());
        let Some(member) = self.members.get_mut(place) else {
            return self.members.push(Member {
                student: record.student,
                works: vec![outline],
            });
        };
        member.student = record.student;
        match (member.works.iter_mut()).find(|work| work.lab == outline.lab) {
            Some(work) => *work = outline,
            None => member.works.push(outline),
        }
    }

    fn other_form(&mut self, schema: String) {
        self.others += 1;
        self.other = schema;
    }

    fn reject(&mut self, number: usize, why: &str) {
        if self.damaged.is_empty() {
            self.why = why.to_owned();
        }
        self.damaged.push(number);
    }

    fn notices(&self, path: &Path) -> Vec<String> {
        let path = path.display();
        let mut notices = Vec::new();
        if self.torn {
            notices.push(format!(
                "the last line of {path} is not whole and was left out: it is being written, or \
                 grading was stopped there. Grade again to have it judged"
            ));
        }
        if self.others > 0 {
            notices.push(format!(
                "{} of {path} {} left out: {SCHEMA} was wanted, and there was {}. Grade again with \
                 this kit",
                count(self.others, "line"),
                if self.others == 1 { "was" } else { "were" },
                super::shown::cell(&self.other)
            ));
        }
        if let Some(first) = self.damaged.first() {
            notices.push(format!(
                "{} of {path} {} no record and {} left out, the first is line {first}: {}",
                count(self.damaged.len(), "line"),
                if self.damaged.len() == 1 { "is" } else { "are" },
                if self.damaged.len() == 1 {
                    "was"
                } else {
                    "were"
                },
                super::shown::cell(&self.why)
            ));
        }
        notices
    }
}

fn count(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}

/// Reads over the rest of a line; says how many bytes it had.
fn skip_line(lines: &mut impl BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = lines.fill_buf()?;
        let (length, is_end) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(place) => (place + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        lines.consume(length);
        skipped += length as u64;
        if is_end {
            return Ok(skipped);
        }
    }
}

fn read_unread(path: &Path) -> Result<Vec<Unread>> {
    let told = || format!("{} cannot be read and was left out", path.display());
    match read_file(path) {
        Ok(contents) => serde_json::from_slice(&contents).with_context(told),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(told),
    }
}

/// Puts the students in the order of their names, and their works in the order of the labs, which
/// it returns.
fn order(members: &mut [Member]) -> Vec<String> {
    let course = crate::labs::all();
    let place = |lab: &str| {
        let place = course.iter().position(|known| known.name == lab);
        (place.unwrap_or(course.len()), lab.to_owned())
    };
    let mut labs: Vec<String> = Vec::new();
    for work in members.iter().flat_map(|member| &member.works) {
        if !labs.contains(&work.lab) {
            labs.push(work.lab.clone());
        }
    }
    labs.sort_by_cached_key(|lab| place(lab));
    for member in members.iter_mut() {
        let at = |work: &Outline| labs.iter().position(|lab| *lab == work.lab);
        member.works.sort_by_key(at);
    }
    members.sort_by_cached_key(|member| {
        let Student { id, name } = &member.student;
        (name.to_lowercase(), name.clone(), id.clone())
    });
    labs
}
