//! A folder as a container. It is walked by descriptors, so that what is looked at is what is read,
//! and no link is followed whoever changes the folder meanwhile.

use std::ffi::{CStr, CString};
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};

use super::container::{
    Container, Fetch, Gate, Kind, LINK, SPECIAL, Separator, Visit, is_left_behind, is_passed_over,
    read_at_most, shown,
};
use super::limits;

/// A folder.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder of this path.
    pub fn at(path: &Path) -> Folder {
        Folder {
            path: path.to_path_buf(),
        }
    }
}

impl Container for Folder {
    fn walk(&mut self, visit: &mut Visit<'_>) -> Result<(), String> {
        let folder = rustix::fs::open(&self.path, folder_flags(), Mode::empty())
            .map_err(|error| format!("it cannot be opened: {error}"))?;
        let mut walker = Walker {
            gate: Gate::default(),
            visit,
        };
        walker.walk(&folder, &mut Vec::new(), 1)
    }
}

/// Opens a file of a folder's, and only if it is one: opening a pipe waits for its writer, unless
/// one says otherwise, and a link leads anywhere.
///
/// # Errors
/// It is none, or cannot be opened.
pub fn open_file(folder: BorrowedFd<'_>, name: &CStr) -> Result<File, String> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = rustix::fs::openat(folder, name, flags, Mode::empty())
        .map_err(|error| format!("cannot be opened: {error}"))?;
    let stat = rustix::fs::fstat(&file).map_err(|error| error.to_string())?;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Ok(File::from(file)),
        _ => Err(SPECIAL.into()),
    }
}

/// The same for a path of the instructor's.
///
/// # Errors
/// It is no file, or cannot be opened.
pub fn open_path(path: &Path) -> Result<File, String> {
    use std::os::unix::ffi::OsStrExt;
    let name = CString::new(path.as_os_str().as_bytes()).map_err(|error| error.to_string())?;
    open_file(rustix::fs::CWD, &name)
}

fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

struct Walker<'a, 'v> {
    gate: Gate,
    visit: &'a mut Visit<'v>,
}

impl Walker<'_, '_> {
    /// Walks through one folder whose path is `above`.
    fn walk(&mut self, folder: &OwnedFd, above: &mut Vec<u8>, depth: usize) -> Result<(), String> {
        if depth > limits::DEPTH {
            let path = shown(&String::from_utf8_lossy(above));
            return Err(format!(
                "{path} stands more than {} folders deep",
                limits::DEPTH
            ));
        }
        for name in names(folder)? {
            let stat = rustix::fs::statat(folder, &name, AtFlags::SYMLINK_NOFOLLOW)
                .map_err(|error| format!("{}: {error}", shown(&name.to_string_lossy())))?;
            let length = above.len();
            if !above.is_empty() {
                above.push(b'/');
            }
            above.extend(name.to_bytes());
            match FileType::from_raw_mode(stat.st_mode) {
                FileType::Directory => self.enter(folder, &name, above, depth)?,
                FileType::RegularFile => {
                    let size = u64::try_from(stat.st_size).unwrap_or(0);
                    self.meet(folder, &name, above, Kind::File(size))?;
                }
                FileType::Symlink => self.meet(folder, &name, above, Kind::Odd(LINK))?,
                _ => self.meet(folder, &name, above, Kind::Odd(SPECIAL))?,
            }
            above.truncate(length);
        }
        Ok(())
    }

    fn enter(
        &mut self,
        folder: &OwnedFd,
        name: &CStr,
        path: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), String> {
        let text = String::from_utf8_lossy(path);
        let place: Vec<String> = text.split('/').map(str::to_owned).collect();
        let passes = place.last().is_none_or(|part| is_left_behind(part));
        if passes || is_passed_over(&place) {
            return Ok(());
        }
        let inner = rustix::fs::openat(folder, name, folder_flags(), Mode::empty())
            .map_err(|error| format!("{} cannot be opened: {error}", shown(&text)))?;
        self.walk(&inner, path, depth + 1)
    }

    fn meet(
        &mut self,
        folder: &OwnedFd,
        name: &CStr,
        path: &[u8],
        kind: Kind,
    ) -> Result<(), String> {
        let Some((place, kind)) = self.gate.admit(path, kind, Separator::Slash)? else {
            return Ok(());
        };
        let mut fetch = |most: u64| read_at_most(open_file(folder.as_fd(), name)?, most);
        let fetch: &mut Fetch<'_> = &mut fetch;
        (self.visit)(place, kind, fetch)
    }
}

/// What a folder holds, in order.
fn names(folder: &OwnedFd) -> Result<Vec<CString>, String> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        if names.len() == limits::MEMBERS {
            return Err(format!(
                "one of its folders holds more than {} entries",
                limits::MEMBERS
            ));
        }
        names.push(name.to_owned());
    }
    names.sort();
    Ok(names)
}
