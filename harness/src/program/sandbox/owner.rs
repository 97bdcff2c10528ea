//! The user that a program runs as where the harness is root: one who owns nothing else, so that
//! limits count only what is the program's, and all of it can be ended at once.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Gid, Pid, Signal, Uid, getgid, getpid, getuid, kill_process_group};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

/// The argument that makes an executable of the kit end all processes of a user.
pub(super) const ENDER: &str = "__end";

/// Numbers that no user, no container and no service has: systemd's list of users and groups
/// calls those from here to 2^31 unused.
const FIRST: u32 = 0x7000_0000;

/// Where only some users exist, as in a container of somebody who is not root, these are taken.
const FEW: std::ops::Range<u32> = 20_000..60_000;

/// A user for the program of this guard. A guard's number is its alone as long as it lives.
///
/// # Errors
/// There are not enough users here.
pub(super) fn choose() -> Result<u32, String> {
    let guard = getpid().as_raw_nonzero().get().unsigned_abs();
    let map = fs::read_to_string("/proc/self/uid_map").map_err(|error| error.to_string())?;
    let few = FEW.start + guard % (FEW.end - FEW.start);
    [FIRST + guard, few]
        .into_iter()
        .find(|user| exists(&map, *user))
        .ok_or_else(|| "there are no other users in this user namespace".into())
}

/// Whether a user namespace with this map has this user: user_namespaces(7).
fn exists(map: &str, user: u32) -> bool {
    map.lines().any(|line| {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        let (Some(Ok(first)), Some(Ok(_)), Some(Ok(count))) =
            (numbers.next(), numbers.next(), numbers.next())
        else {
            return false;
        };
        user.checked_sub(first).is_some_and(|offset| offset < count)
    })
}

/// Makes this process, which has a single thread, that user's for good.
pub(super) fn become_user(user: u32) -> io::Result<()> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    Ok(set_thread_res_uid(uid, uid, uid)?)
}

/// Makes a folder and all that is in it this user's.
pub(super) fn give(folder: &Path, user: u32) -> io::Result<()> {
    lchown(folder, Some(user), Some(user))?;
    if fs::symlink_metadata(folder)?.is_dir() {
        for entry in fs::read_dir(folder)? {
            give(&entry?.path(), user)?;
        }
    }
    Ok(())
}

/// Makes a folder and all that is in it ours again, whatever the program has done to it.
pub(super) fn take_back(folder: &Path) -> io::Result<()> {
    lchown(folder, Some(getuid().as_raw()), Some(getgid().as_raw()))?;
    let metadata = fs::symlink_metadata(folder)?;
    if metadata.is_dir() {
        let mode = metadata.permissions().mode();
        fs::set_permissions(folder, Permissions::from_mode(mode | 0o700))?;
        for entry in fs::read_dir(folder)? {
            // One that cannot be had must not keep us from the others.
            let _ = take_back(&entry?.path());
        }
    }
    Ok(())
}

/// Kills all processes of this user. No fork is quicker: the kernel stops them meanwhile.
pub(super) fn kill_all_of(user: u32) -> io::Result<()> {
    Command::new("/proc/self/exe")
        .args([ENDER, &user.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map(drop)
}

/// The life of the process that does it: who becomes the user can signal all that are the user's,
/// and nobody else. An exit status.
pub(super) fn end_all() -> i32 {
    let user = std::env::args().nth(2).and_then(|user| user.parse().ok());
    let Some(user) = user else { return 2 };
    if user == 0 || become_user(user).is_err() {
        return 2;
    }
    // kill(2) takes the group 1 for everybody whom we may signal, but not ourselves.
    i32::from(kill_process_group(Pid::INIT, Signal::KILL).is_err())
}
