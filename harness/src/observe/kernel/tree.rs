//! Which processes are the program's: the kernel's lists of children.

use std::fs;
use std::os::fd::OwnedFd;
use std::sync::LazyLock;

use rustix::fs::{Dir, Mode, OFlags, fstat, open, openat};

use super::Tree;
use super::thread::state;

/// The folder of a process's threads. It stays that process's, whatever becomes of its number.
pub(super) fn open_tasks(pid: u32) -> Option<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    open(format!("/proc/{pid}/task"), flags, Mode::empty()).ok()
}

/// How many threads a process has; 0 if it is gone. The kernel counts them as links of the
/// folder, besides its own two.
pub(super) fn count_threads(tasks: &OwnedFd) -> usize {
    let links = fstat(tasks).map_or(0, |stat| stat.st_nlink as usize);
    links.saturating_sub(2)
}

/// The ids of a process's threads, in ascending order.
pub(super) fn list_threads(tasks: &OwnedFd) -> Vec<u32> {
    let Ok(entries) = Dir::read_from(tasks) else {
        return Vec::new();
    };
    let mut tids: Vec<u32> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str().ok()?.parse().ok())
        .collect();
    tids.sort_unstable();
    tids
}

/// Whether the kernel lists the children of a thread (CONFIG_PROC_CHILDREN).
static LISTS_CHILDREN: LazyLock<bool> =
    LazyLock::new(|| fs::exists("/proc/thread-self/children").unwrap_or(false));

/// The children that these threads of a process have made, or inherited.
pub(super) fn children(tasks: &OwnedFd, pid: u32, tids: &[u32]) -> Vec<u32> {
    if *LISTS_CHILDREN {
        let lists = tids.iter().map(|tid| children_of_thread(tasks, *tid));
        lists.flatten().collect()
    } else if tids.is_empty() {
        Vec::new()
    } else {
        scan(pid)
    }
}

fn children_of_thread(tasks: &OwnedFd, tid: u32) -> Vec<u32> {
    let path = format!("{tid}/children");
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    let text = openat(tasks, path, flags, Mode::empty())
        .map_err(std::io::Error::from)
        .and_then(|file| std::io::read_to_string(fs::File::from(file)))
        .unwrap_or_default();
    text.split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// All processes whose parent is `parent`, found the long way.
fn scan(parent: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut found: Vec<u32> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| parent_of(*pid) == Some(parent))
        .collect();
    found.sort_unstable();
    found
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let end_of_name = stat.iter().rposition(|byte| *byte == b')')?;
    let rest = std::str::from_utf8(stat.get(end_of_name + 1..)?).ok()?;
    rest.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// All processes of the tree that have not ended, in ascending order.
pub(crate) fn walk(tree: Tree) -> Vec<u32> {
    let mut left = match tree {
        Tree::From(pid) => vec![pid],
        Tree::Below(guard) => {
            open_tasks(guard).map_or_else(Vec::new, |tasks| all_children(&tasks, guard))
        }
    };
    let mut found = Vec::new();
    while let Some(pid) = left.pop() {
        let Some(tasks) = open_tasks(pid) else {
            continue;
        };
        left.extend(all_children(&tasks, pid));
        // An ended leader may have threads that live.
        let ended = count_threads(&tasks) <= 1 && matches!(state(&tasks, pid), None | Some(b'Z'));
        if !ended {
            found.push(pid);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The children of all threads of a process.
pub(super) fn all_children(tasks: &OwnedFd, pid: u32) -> Vec<u32> {
    children(tasks, pid, &list_threads(tasks))
}
