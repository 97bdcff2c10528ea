//! What is kept between two calls: `.lab/`, beside the kit's `Cargo.toml`, ignored by git.
//!
//! Everything in it can be made anew by judging again, and every file is written whole or not
//! at all.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::finding::Finding;
use crate::source::Kit;

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
    folder: PathBuf,
}

impl Store {
    /// Of a kit, for the subject that these arguments of `lab check` name. The student's own
    /// work has none; what is kept of another's never takes the place of it.
    pub fn of(kit: &Kit, arguments: &str) -> Store {
        let folder = kit.root().join(".lab");
        if arguments.is_empty() {
            return Store { folder };
        }
        let key = crate::seed::derive(0, "subject", arguments);
        Store {
            folder: folder.join("others").join(format!("{key:016x}")),
        }
    }

    /// Saves the talk of a failed check, and remembers it as the last.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save_failure(&self, path: &str, seed: u64, finding: &Finding) -> Result<()> {
        if let Some(schedule) = &finding.schedule {
            let json = serde_json::to_vec_pretty(schedule)?;
            write_whole(&self.schedule(path), &json)?;
            return write_whole(&self.folder.join("last"), path.as_bytes());
        }
        let Some(talk) = &finding.talk else {
            return Ok(());
        };
        let mut talk = talk.clone();
        talk.about = vec![
            format!("check: {path}"),
            format!("seed: {seed}"),
            format!("found: {}", finding.headline),
        ];
        write_whole(&self.failure(path), talk.to_string().as_bytes())?;
        write_whole(&self.folder.join("last"), path.as_bytes())
    }

    /// Forgets the failure of a check that passes now.
    pub fn forget_failure(&self, path: &str) {
        let _ = fs::remove_file(self.failure(path));
        let _ = fs::remove_file(self.schedule(path));
    }

    /// Saves a report.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save_report(&self, lab: &str, json: &str) -> Result<()> {
        write_whole(&self.report(lab), json.as_bytes())
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
        write_whole(&self.hints(), json.as_bytes())
    }

    /// Reads how many hints were given, by `parse`, which says what is wrong with it.
    pub fn read_hints<T>(&self, parse: impl FnOnce(&[u8]) -> Result<T, String>) -> Kept<T> {
        read_kept(&self.hints(), parse)
    }

    /// Where the labs' last measurements are.
    pub fn measurements(&self) -> PathBuf {
        self.folder.join("measure")
    }

    /// The check that failed last, as `LAB/CHECK`.
    ///
    /// # Errors
    /// None has failed yet.
    pub fn last_failure(&self) -> Result<String> {
        match fs::read_to_string(self.folder.join("last")) {
            Ok(path) if self.failure(&path).is_file() || self.schedule(&path).is_file() => Ok(path),
            _ => bail!(
                "no failure is saved: `cargo lab check LAB` saves the talks of checks that fail"
            ),
        }
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

    fn hints(&self) -> PathBuf {
        self.folder.join("hints.json")
    }
}

/// Writes a file whole or not at all, and the folders that it lacks.
///
/// # Errors
/// It cannot be written; what was there is as it was.
pub fn write_whole(path: &Path, contents: &[u8]) -> Result<()> {
    let write = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // As open to others as any new file, and not as a temporary one.
        let mut file = tempfile::Builder::new()
            .permissions(fs::Permissions::from_mode(0o666))
            .tempfile_in(folder)?;
        file.write_all(contents)?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("{} could not be written", path.display()))
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
    let mut aside = path.as_os_str().to_owned();
    aside.push(".damaged");
    let aside = PathBuf::from(aside);
    let done = match fs::rename(path, &aside) {
        Ok(()) => format!("it was set aside as {}", aside.display()),
        Err(error) => format!(
            "and it could not be renamed to {}: {error}",
            aside.display()
        ),
    };
    Kept::Useless(format!("{} is of no use, {reason}: {done}", path.display()))
}
