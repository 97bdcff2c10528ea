//! What the descriptor of a system call stands for.

use std::collections::HashMap;
use std::fs;

use super::observation::Place;

/// The program's ends of the talk's connections, by inode.
pub(super) struct Places {
    links: HashMap<u32, String>,
}

impl Places {
    pub fn new(links: impl Iterator<Item = (u32, String)>) -> Places {
        Places {
            links: links.collect(),
        }
    }

    /// What descriptor `fd` of process `pid` is.
    pub fn find(&self, pid: u32, fd: u64) -> Place {
        let target = fs::read_link(format!("/proc/{pid}/fd/{fd}"))
            .map(|target| target.to_string_lossy().into_owned());
        if let Ok(target) = &target
            && let Some(inode) = socket_inode(target)
        {
            return match self.links.get(&inode) {
                Some(name) => Place::Link(name.clone()),
                None => Place::OtherSocket,
            };
        }
        match (fd, target) {
            (0, _) => Place::StandardInput,
            (1, _) => Place::StandardOutput,
            (2, _) => Place::StandardError,
            (_, Ok(target)) if target.starts_with("pipe:") => Place::Pipe,
            (_, Ok(target)) => Place::File(target.escape_debug().take(100).collect()),
            (_, Err(_)) => Place::Unknown,
        }
    }
}

/// The number in `socket:[NUMBER]`.
pub(super) fn socket_inode(target: &str) -> Option<u32> {
    target
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}
