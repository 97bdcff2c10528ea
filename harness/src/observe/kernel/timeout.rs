//! SO_RCVTIMEO and SO_SNDTIMEO: limits that a socket gives to calls that have none of their own.
//! See socket(7).

use std::fs;
use std::io;
use std::os::fd::OwnedFd;

use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use socket2::SockRef;

use super::calls::{Bound, Purpose};
use super::limit::Limit;
use super::places::socket_inode;
use super::rule::FOR_EVER;
use super::stand::Waiting;

/// The limit that a socket gives to a wait in process `pid`; `None` where the wait is for no
/// socket, or has a limit of its own. One that nobody waits for counts as none: so every run of
/// the thread is a motion. An error says that the kernel does not tell.
///
/// To ask is to hold the program's socket for a moment, which delays its close for as long: ask
/// seldom.
pub(super) fn of(pid: u32, waiting: &Waiting) -> Option<io::Result<Limit>> {
    let is_bounded = waiting.call.bound == Bound::Never
        && matches!(
            waiting.call.purpose,
            Purpose::Accept | Purpose::Connect | Purpose::Read | Purpose::Write
        );
    if !is_bounded {
        return None;
    }
    let fd = waiting.descriptor();
    let target = fs::read_link(format!("/proc/{pid}/fd/{fd}")).ok()?;
    socket_inode(&target.to_string_lossy())?;
    let timeout = copy_descriptor(pid, fd).and_then(|socket| {
        let socket = SockRef::from(&socket);
        match waiting.call.purpose {
            Purpose::Accept | Purpose::Read => socket.read_timeout(),
            _ => socket.write_timeout(),
        }
    });
    Some(timeout.map(|timeout| match timeout {
        Some(timeout) if timeout < FOR_EVER => Limit::For(timeout),
        _ => Limit::Never,
    }))
}

fn copy_descriptor(pid: u32, fd: i32) -> io::Result<OwnedFd> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(io::ErrorKind::InvalidInput)?;
    let process = pidfd_open(pid, PidfdFlags::empty())?;
    Ok(pidfd_getfd(process, fd, PidfdGetfdFlags::empty())?)
}
