//! A stub: an exercise's sources as the kit came with them. The students' kit keeps them under
//! `harness/stubs/`, so that a lab can be begun anew.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};

use crate::lab::Lab;
use crate::scratch::plain;
use crate::source::Kit;
use crate::store::Store;

/// Puts a lab's stub in the place of what is there, which is moved to a new folder below
/// `.lab/saved/`. Returns that folder; `None` where nothing was there, or nothing but the stub.
///
/// # Errors
/// The kit has no stub of the lab, or a folder cannot be written; then all is as it was.
pub fn restore(kit: &Kit, store: &Store, lab: &Lab) -> Result<Option<PathBuf>> {
    let folder = lab.folder();
    let stub = kit.root().join("harness/stubs").join(&folder).join("src");
    if !stub.is_dir() {
        bail!(
            "there is no stub in {}: only the students' kit keeps them. Where the kit is under \
             git, `git restore exercises/{folder}/src` brings it back",
            stub.display()
        );
    }
    let exercise = kit.exercise(lab);
    if !exercise.is_dir() {
        bail!(
            "there is no folder {}: a copy of the kit has it, and where the kit is under git, \
             `git restore exercises/{folder}` brings it back",
            exercise.display()
        );
    }
    let about = |error: io::Error| {
        anyhow!(
            "{} could not be written, and is as it was: {}. Make it writable, or make room, and \
             try again: cargo lab reset {}",
            exercise.display(),
            plain(&error),
            lab.name
        )
    };
    let place = exercise.join("src");
    if is_same(&stub, &place) {
        return Ok(None);
    }
    // Beside its place, so that it comes there in one step.
    let fresh = tempfile::tempdir_in(&exercise).map_err(about)?;
    let source = fresh.path().join("src");
    copy(&stub, &source).map_err(about)?;
    let saved = save(store, lab, &place)?;
    if let Err(error) = fs::rename(&source, &place) {
        if let Some(saved) = &saved {
            fs::rename(saved.join("src"), &place)
                .with_context(|| format!("your work is in {}", saved.display()))?;
        }
        return Err(about(error));
    }
    Ok(saved)
}

/// Moves what is there to a folder of its own.
fn save(store: &Store, lab: &Lab, place: &Path) -> Result<Option<PathBuf>> {
    if fs::symlink_metadata(place).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    let saved = store.saved();
    let about = |error: io::Error| {
        anyhow!(
            "your work could not be moved to {}, and is where it was: {error}. Make room there, \
             or the folder writable, and try again: cargo lab reset {}",
            saved.display(),
            lab.name
        )
    };
    fs::create_dir_all(&saved).map_err(about)?;
    for number in 1_u64.. {
        let new = saved.join(format!("{}-{number}", lab.folder()));
        match fs::create_dir(&new) {
            Ok(()) => return move_to(&new, place, about).map(|()| Some(new)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(about(error)),
        }
    }
    bail!("every name is taken in {}", saved.display())
}

/// Moves a folder into a new one: in one step, or where that is on another disk, as in layers of a
/// container, by a copy that is whole and on the disk before anything is removed.
fn move_to(new: &Path, place: &Path, about: impl Fn(io::Error) -> Error) -> Result<()> {
    let source = new.join("src");
    let copied = match fs::rename(place, &source) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::CrossesDevices => copy(place, &source),
        Err(error) => Err(error),
    };
    if let Err(error) = copied {
        let _ = fs::remove_dir_all(new);
        return Err(about(error));
    }
    fs::remove_dir_all(place).with_context(|| {
        format!(
            "your work is in {}, whole; what is left of it in {} could not be removed",
            new.display(),
            place.display()
        )
    })
}

/// Whether two folders hold the same. What cannot be read is not.
fn is_same(one: &Path, other: &Path) -> bool {
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink());
    if is_link(other) {
        return false;
    }
    if one.is_file() && other.is_file() {
        let read = |path| fs::read(path).ok();
        return read(one).is_some_and(|bytes| read(other) == Some(bytes));
    }
    let names = |folder: &Path| -> io::Result<BTreeSet<OsString>> {
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    };
    match (names(one), names(other)) {
        (Ok(names), Ok(others)) if names == others => names
            .iter()
            .all(|name| is_same(&one.join(name), &other.join(name))),
        _ => false,
    }
}

/// Copies a folder, and returns once it is on the disk.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
            fs::File::open(to)?.sync_all()?;
        }
    }
    fs::File::open(to)?.sync_all()
}
