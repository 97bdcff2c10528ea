//! What processes use, and which of them holds a socket.

use std::fs;

use super::Resources;
use super::places::socket_inode;
use super::tree::{count_threads, open_tasks};

/// What these processes use together.
pub(super) fn measure(pids: &[u32]) -> Resources {
    let mut all = Resources::default();
    for pid in pids {
        all.processes += 1;
        all.threads += open_tasks(*pid).map_or(0, |tasks| count_threads(&tasks));
        all.memory += kept(*pid, "RssAnon:").unwrap_or(0);
        all.peak += kept(*pid, "VmHWM:").unwrap_or(0);
        match fs::read_dir(format!("/proc/{pid}/fd")) {
            Ok(descriptors) => all.descriptors += descriptors.count(),
            Err(_) => all.refused += 1,
        }
    }
    all
}

/// Whether somebody holds a socket.
pub(super) enum Holds {
    Yes,
    No,
    Unknown,
}

/// Whether one of these processes has a descriptor of this socket.
pub(super) fn holds(pids: &[u32], inode: u32) -> Holds {
    let mut answer = Holds::No;
    for pid in pids {
        let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else {
            answer = Holds::Unknown;
            continue;
        };
        for descriptor in descriptors.flatten() {
            match fs::read_link(descriptor.path()) {
                Ok(target) if socket_inode(&target.to_string_lossy()) == Some(inode) => {
                    return Holds::Yes;
                }
                Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                    answer = Holds::Unknown;
                }
                _ => {}
            }
        }
    }
    answer
}

/// A size of proc_pid_status(5), in bytes.
fn kept(pid: u32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
