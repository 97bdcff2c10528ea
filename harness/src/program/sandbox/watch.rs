//! How much memory and disk a program uses: all of its processes, all of its folders. The kernel
//! has no limit for a tree of processes where no cgroup may be made, so the guard looks.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Limits;
use crate::observe::{self, Tree};

/// Folders are looked through once in so many looks, since that takes longer.
const FOLDERS: u32 = 8;

const MIB: u64 = 1024 * 1024;

/// Looks after one program.
pub(super) struct Watch {
    tree: Tree,
    limits: Limits,
    folders: Vec<PathBuf>,
    looks: u32,
}

impl Watch {
    /// Of the program in these processes, which writes to these folders on disk.
    pub fn new(tree: Tree, limits: Limits, folders: Vec<PathBuf>) -> Watch {
        Watch {
            tree,
            limits,
            folders,
            looks: 0,
        }
    }

    /// What the program has used too much of, in a sentence.
    pub fn look(&mut self) -> Option<String> {
        self.looks = self.looks.wrapping_add(1);
        let processes = observe::processes(self.tree);
        if processes.len() as u64 > self.limits.processes {
            let limit = self.limits.processes;
            return Some(format!("it had more than {limit} processes at once"));
        }
        if self.uses_too_much_memory(&processes) {
            let limit = self.limits.memory / MIB;
            return Some(format!("it used more than {limit} MiB of memory"));
        }
        if !self.looks.is_multiple_of(FOLDERS) {
            return None;
        }
        let mut left = Left {
            bytes: self.limits.disk,
            files: self.limits.files,
        };
        let fits = self
            .folders
            .iter()
            .try_for_each(|folder| left.take_folder(folder));
        fits.err().map(|excess| match excess {
            Excess::Bytes => {
                let limit = self.limits.disk / MIB;
                format!("it wrote more than {limit} MiB to its folder")
            }
            Excess::Files => format!("it made more than {} files", self.limits.files),
        })
    }

    fn uses_too_much_memory(&self, processes: &[u32]) -> bool {
        let resident: u64 = processes.iter().filter_map(|pid| resident(*pid)).sum();
        // Libraries are resident too, and are nobody's; to leave them out costs more.
        resident > self.limits.memory
            && processes.iter().filter_map(|pid| own(*pid)).sum::<u64>() > self.limits.memory
    }
}

/// All resident memory of a process, in bytes: proc_pid_statm(5).
fn resident(pid: u32) -> Option<u64> {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// What is resident or swapped and is no file, in bytes: proc_pid_status(5).
fn own(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let kilobytes = status.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let counts = matches!(name, "RssAnon" | "RssShmem" | "VmSwap");
        let value: u64 = value.split_whitespace().next()?.parse().ok()?;
        counts.then_some(value)
    });
    Some(kilobytes.sum::<u64>() * 1024)
}

/// What there is more of than may be.
enum Excess {
    Bytes,
    Files,
}

/// How much may still be found.
struct Left {
    bytes: u64,
    files: u64,
}

impl Left {
    /// Takes off what is in a folder. One that is deep is looked through no further than the
    /// limit, since each folder in it counts.
    fn take_folder(&mut self, folder: &Path) -> Result<(), Excess> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries.flatten(),
            // Nobody has so deep a folder but to hide what is in it.
            Err(error) if error.kind() == ErrorKind::InvalidFilename => return Err(Excess::Files),
            Err(_) => return Ok(()),
        };
        for entry in entries {
            self.files = self.files.checked_sub(1).ok_or(Excess::Files)?;
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                self.take_folder(&entry.path())?;
            } else {
                use std::os::unix::fs::MetadataExt;
                // A file with holes takes what it has, not what it says.
                let bytes = metadata.blocks() * 512;
                self.bytes = self.bytes.checked_sub(bytes).ok_or(Excess::Bytes)?;
            }
        }
        Ok(())
    }
}
