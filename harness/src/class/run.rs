//! What a run was about, kept beside its gradebook: so that what is missing can be told.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::record::Unread;
use super::submission::Student;
use crate::whole::{self, Durability};

/// What a run calls its own form.
pub const SCHEMA: &str = "roundtrip/run/v1";
/// Its file in a gradebook's folder.
pub const FILE: &str = "run.json";
/// The file of what was not understood.
pub const UNREAD_FILE: &str = "unread.json";

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: String,
    /// The digest of the kit.
    pub kit: String,
    /// The digest of the seed.
    pub seed: String,
    /// The labs that are graded.
    pub labs: BTreeSet<String>,
    /// The whole class, other shards' students included.
    pub students: BTreeSet<Student>,
}

/// A fixed part of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1 on.
    pub number: u64,
    /// Of so many.
    pub of: u64,
}

impl Shard {
    /// Whether a student is in it: that depends on nothing but the id, so that a class that grows
    /// stays where it is.
    pub fn has(self, student: &Student) -> bool {
        crate::seed::derive(0, "shard", &student.id) % self.of == self.number - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
            _ => Err(format!(
                "K/N is wanted, the K-th of N parts, such as 2/8, not `{text}`"
            )),
        }
    }
}

impl Run {
    /// Reads a folder's run.
    ///
    /// # Errors
    /// There is none, or it is of another kit.
    pub fn read(folder: &Path) -> Result<Run> {
        let run: Run = read(&folder.join(FILE))?;
        if run.schema != SCHEMA {
            bail!("{} is of another kit: {}", folder.display(), run.schema);
        }
        Ok(run)
    }

    /// Writes it, and what was not understood.
    ///
    /// # Errors
    /// The disk cannot be written.
    pub fn write(&self, folder: &Path, unread: &[Unread]) -> Result<()> {
        write(&folder.join(FILE), self)?;
        write(&folder.join(UNREAD_FILE), &unread)
    }
}

/// What a folder's run did not understand.
///
/// # Errors
/// The file is damaged.
pub fn read_unread(folder: &Path) -> Result<Vec<Unread>> {
    let path = folder.join(UNREAD_FILE);
    if path.exists() {
        read(&path)
    } else {
        Ok(Vec::new())
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = crate::store::read_file(path).with_context(|| {
        format!(
            "{} cannot be read: is this a folder that `cargo lab grade` made?",
            path.display()
        )
    })?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is damaged", path.display()))
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    whole::print(path, Durability::Synced, |out| {
        serde_json::to_writer(&mut *out, value)?;
        Ok(out.write_all(b"\n")?)
    })
}
