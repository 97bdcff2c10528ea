//! A shortage of descriptors: for a while a running program is allowed no more of them than it has.
//!
//! Linux takes the descriptor of a connection before it waits for one (`__sys_accept4_file` in
//! net/socket.c): a thread that waits in `accept` has its own already, and its next call is the
//! one that fails.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use rustix::process::{Pid, Resource, Rlimit, prlimit};

/// The limits as they were before, which come back when it is dropped.
#[derive(Debug)]
pub struct Shortage {
    before: Vec<(Pid, Rlimit)>,
}

impl Shortage {
    /// Begins for these processes.
    ///
    /// # Errors
    /// The system does not show what a process holds, or lets nobody limit it, as with those of
    /// another user.
    pub fn begin(processes: &[u32]) -> io::Result<Shortage> {
        let mut shortage = Shortage { before: Vec::new() };
        for &number in processes {
            let pid = i32::try_from(number).ok().and_then(Pid::from_raw);
            let pid = pid.ok_or(io::ErrorKind::InvalidInput)?;
            let less = Rlimit {
                current: Some(lowest_free(number)?),
                maximum: hard_limit(number)?,
            };
            let before = prlimit(Some(pid), Resource::Nofile, less)?;
            shortage.before.push((pid, before));
        }
        Ok(shortage)
    }
}

impl Drop for Shortage {
    fn drop(&mut self) {
        for (pid, limit) in self.before.drain(..) {
            // One that has ended needs none.
            let _ = prlimit(Some(pid), Resource::Nofile, limit);
        }
    }
}

/// The first number that is no descriptor of a process: all that it opens has a higher one.
fn lowest_free(pid: u32) -> io::Result<u64> {
    let open: BTreeSet<u64> = fs::read_dir(format!("/proc/{pid}/fd"))?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    let free = (0..).zip(&open).find(|(number, open)| number != *open);
    Ok(free.map_or(open.len() as u64, |(number, _)| number))
}

/// The most that a process may allow itself (proc(5), `limits`); none where there is no limit.
fn hard_limit(pid: u32) -> io::Result<Option<u64>> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits"))?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .ok_or(io::ErrorKind::InvalidData)?;
    match line.split_whitespace().nth(1) {
        Some("unlimited") => Ok(None),
        Some(number) => number
            .parse()
            .map(Some)
            .map_err(|_| io::ErrorKind::InvalidData.into()),
        None => Err(io::ErrorKind::InvalidData.into()),
    }
}
