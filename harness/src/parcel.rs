//! A parcel: what a student hands in. A zip of what is graded, `exercises/NN-NAME/src/`, and at its
//! root a `manifest.json` that says what is in it and how it was judged here.
//!
//! The manifest is for people who look into the zip: a grader judges the files anew.

use std::fs;
use std::io::{self, Cursor, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use hmac_sha256::Hash;
use serde::Serialize;
use zip_writer::CompressionMethod;
use zip_writer::write::{SimpleFileOptions, ZipWriter};

use crate::lab::Lab;
use crate::report::{Outcome, Score};
use crate::scratch::plain;
use crate::source::Kit;

/// The form of the manifest.
pub const SCHEMA: &str = "roundtrip/submission/v1";

// What the grader takes; more would be dropped where nobody sees it.

/// The most bytes of one file.
const FILE: u64 = 1 << 20;
/// The most bytes of one lab's files.
const FILES_TOTAL: usize = 4 << 20;
/// The most files.
const FILES: usize = 500;
/// How deep folders may stand in folders.
const DEPTH: usize = 32;

/// One file of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the kit and in the zip, its parts separated by `/`.
    pub path: String,
    /// What it holds.
    pub contents: Vec<u8>,
}

/// The manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The version of the kit that judged.
    pub kit: &'static str,
    /// What is handed in.
    pub labs: Vec<Entry>,
}

/// What is handed in for one lab.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its name.
    pub lab: &'static str,
    /// What the checks came to: `passed`, `failed` or `broken`.
    pub verdict: &'static str,
    /// The points; `null` where a check could not be judged.
    pub score: Option<u32>,
    /// The points that there are for what was judged.
    pub of: u32,
    /// The files, in the order of their paths.
    pub files: Vec<Listed>,
}

/// A file as the manifest tells of it.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Its path in the zip.
    pub path: String,
    /// How long it is.
    pub bytes: usize,
    /// SHA-256 of its contents, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Of these labs.
    pub fn new(labs: Vec<Entry>) -> Manifest {
        Manifest {
            schema: SCHEMA,
            kit: env!("CARGO_PKG_VERSION"),
            labs,
        }
    }
}

impl Entry {
    /// Of a lab whose files were judged with this outcome.
    pub fn new(lab: &'static str, files: &[File], outcome: Outcome, score: Score) -> Entry {
        let (verdict, points) = match outcome {
            Outcome::Passed => ("passed", Some(score.points)),
            Outcome::Failed => ("failed", Some(score.points)),
            Outcome::Broken => ("broken", None),
        };
        Entry {
            lab,
            verdict,
            score: points,
            of: score.of,
            files: files.iter().map(Listed::of).collect(),
        }
    }
}

impl Listed {
    fn of(file: &File) -> Listed {
        let digest = Hash::hash(&file.contents);
        Listed {
            path: file.path.clone(),
            bytes: file.contents.len(),
            sha256: crate::digest::in_hex(&digest),
        }
    }
}

/// Reads the work for a lab: the files below its `src/`, in the order of their paths. Hidden files
/// are an editor's or the system's, and stay.
///
/// # Errors
/// There is none, it cannot be read, or a grader would not take all of it: links, other things that
/// are no files, too much.
pub fn gather(kit: &Kit, lab: &Lab) -> Result<Vec<File>> {
    let name = format!("exercises/{}/src", lab.folder());
    let place = kit.root().join(&name);
    match fs::symlink_metadata(&place) {
        Ok(kind) if kind.is_dir() => {}
        Ok(kind) if kind.is_symlink() => bail!(refuse_link(&name)),
        Ok(_) => bail!("{name} should be the folder of your sources, and is none"),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "there is no {name}: lab {} is handed in from there. A copy of the kit has it",
            lab.name
        ),
        Err(error) => return Err(error).with_context(|| format!("{name} cannot be read")),
    }
    let mut files = Vec::new();
    walk(&place, &name, DEPTH, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let total: usize = files.iter().map(|file| file.contents.len()).sum();
    if files.is_empty() {
        bail!("{name} is empty: there is nothing to hand in");
    }
    if total > FILES_TOTAL {
        bail!(
            "{name} holds {total} bytes, and at most {FILES_TOTAL} are graded: \
             move out of it what is no source"
        );
    }
    Ok(files)
}

/// A digest of the work for a lab, by which it is known again: `sha256:` and hexadecimal digits.
/// None where it could not be handed in.
pub fn digest(kit: &Kit, lab: &Lab) -> Option<String> {
    let mut hash = Hash::new();
    for File { path, contents } in gather(kit, lab).ok()? {
        // The lengths keep two neighbours apart.
        hash.update(format!("{} {} {path}", path.len(), contents.len()));
        hash.update(contents);
    }
    Some(format!(
        "sha256:{}",
        crate::digest::in_hex(&hash.finalize())
    ))
}

fn walk(folder: &Path, name: &str, depth: usize, files: &mut Vec<File>) -> Result<()> {
    if depth == 0 {
        bail!("{name} lies deeper than {DEPTH} folders: move it up");
    }
    let about = || format!("{name} cannot be read");
    for entry in fs::read_dir(folder).with_context(about)? {
        let entry = entry.with_context(about)?;
        let file = entry.file_name();
        let Some(file) = file.to_str() else {
            bail!("{name} holds a file whose name is no UTF-8, {file:?}: rename it");
        };
        if file.starts_with('.') {
            continue;
        }
        let name = format!("{name}/{file}");
        let kind = entry.file_type().with_context(about)?;
        if kind.is_symlink() {
            bail!(refuse_link(&name));
        } else if kind.is_dir() {
            walk(&entry.path(), &name, depth - 1, files)?;
        } else if kind.is_file() {
            if files.len() == FILES {
                bail!("there are more than {FILES} files, and no more are graded: {name}");
            }
            let contents = read(&entry.path(), &name)?;
            files.push(File {
                path: name,
                contents,
            });
        } else {
            bail!("{name} is neither a file nor a folder: remove it, and submit again");
        }
    }
    Ok(())
}

fn refuse_link(name: &str) -> String {
    format!(
        "{name} is a symbolic link, and links are not graded: \
         put in its place what it leads to, and submit again"
    )
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>> {
    let about = || format!("{name} cannot be read");
    let mut contents = Vec::new();
    // What grows meanwhile is still bounded.
    fs::File::open(path)
        .with_context(about)?
        .take(FILE + 1)
        .read_to_end(&mut contents)
        .with_context(about)?;
    if contents.len() as u64 > FILE {
        bail!(
            "{name} is longer than {} MiB, and is not graded: move out of src/ what is no source",
            FILE >> 20
        );
    }
    Ok(contents)
}

/// Makes the zip. The same files give the same bytes.
///
/// # Errors
/// It cannot be made.
pub fn pack(manifest: &Manifest, files: &[File]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    let mut json = serde_json::to_vec_pretty(manifest)?;
    json.push(b'\n');
    let members = files
        .iter()
        .map(|file| (file.path.as_str(), file.contents.as_slice()));
    for (path, contents) in [("manifest.json", json.as_slice())]
        .into_iter()
        .chain(members)
    {
        zip.start_file(path, options)
            .with_context(|| format!("{path} could not be packed"))?;
        zip.write_all(contents)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Writes the zip, whole or not at all, to a file that is not there yet: this one, or else the next
/// `submission-1.zip` in the kit's folder. Returns where it is.
///
/// # Errors
/// The file is there already, or the folder cannot be written.
pub fn write(kit: &Kit, to: Option<&Path>, zip: &[u8]) -> Result<PathBuf> {
    let folder = match to.and_then(Path::parent) {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => kit.root(),
    };
    let about = |error: io::Error| {
        anyhow!(
            "the zip could not be written in {}: {}. `cargo lab submit --to FILE` writes it \
             elsewhere",
            folder.display(),
            plain(&error)
        )
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(about)?;
    file.write_all(zip).map_err(about)?;
    file.as_file().sync_all().map_err(about)?;
    if let Some(path) = to {
        return match file.persist_noclobber(path) {
            Ok(_) => Ok(path.to_path_buf()),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => bail!(
                "{} is there already, and is not overwritten: name another file with --to",
                path.display()
            ),
            Err(error) => Err(about(error.error)),
        };
    }
    for number in 1_u64.. {
        let path = folder.join(format!("submission-{number}.zip"));
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(about(error.error)),
        }
    }
    bail!("every name for the zip is taken in {}", folder.display())
}
