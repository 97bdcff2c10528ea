//! The kernel's limits for one process: getrlimit(2).

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

use rustix::process::{Resource, Rlimit, getrlimit, getuid, setrlimit};

use super::{Part, Terms};

/// Sets them for this process and all that it starts.
///
/// # Errors
/// The system does not allow it.
pub(super) fn set(terms: &Terms) -> io::Result<()> {
    let limits = terms.confinement.limits;
    // Only in a namespace, or for a user, of the program's own are other threads not counted.
    let is_alone = terms.parts.contains(&Part::Namespaces) || terms.uid.is_some();
    let others = if is_alone { 0 } else { threads_of_user() };
    let resources = [
        (Resource::Core, 0),
        (Resource::Data, limits.data),
        (Resource::Fsize, limits.file),
        (Resource::Nofile, limits.descriptors),
        (Resource::Nproc, limits.threads + others),
        (Resource::Sigpending, limits.threads),
        (Resource::Msgqueue, 0),
        (Resource::Nice, 0),
        (Resource::Rtprio, 0),
    ];
    for (resource, value) in resources {
        lower(resource, value, value)?;
    }
    // First a signal that tells what for, and then the end.
    lower(Resource::Cpu, limits.processor, limits.processor + 1)
}

/// Sets a limit, unless it is lower already.
fn lower(resource: Resource, current: u64, maximum: u64) -> io::Result<()> {
    let before = getrlimit(resource);
    let least = |limit: u64, before: Option<u64>| Some(before.map_or(limit, |old| old.min(limit)));
    let limit = Rlimit {
        current: least(current, before.maximum),
        maximum: least(maximum, before.maximum),
    };
    Ok(setrlimit(resource, limit)?)
}

/// How many threads run as this user.
fn threads_of_user() -> u64 {
    let own = getuid().as_raw();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter(|entry| {
        let name = entry.file_name();
        name.as_encoded_bytes().iter().all(u8::is_ascii_digit)
            && entry.metadata().is_ok_and(|metadata| metadata.uid() == own)
    });
    // The kernel counts threads as links of the folder, besides its own two.
    processes
        .filter_map(|entry| fs::metadata(entry.path().join("task")).ok())
        .map(|tasks| tasks.nlink().saturating_sub(2))
        .sum()
}
