//! Why cargo could not build, where it is not the compiler that refused: a fault of the machine or
//! of the kit's folder, which no student should look for in their own lines.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use rustix::fs::statvfs;

use super::{Kit, cargo};
use crate::scratch::plain;

/// A build that has less than this, in bytes, fails with whatever it was about.
const ROOM: u64 = 16 << 20;
/// What the compiler and the linker pass to each other, in bytes.
const SCRATCH: u64 = 1 << 20;

/// What on this machine keeps a build from its end, as a sentence for a person.
pub fn of_machine(target: &Path) -> Option<String> {
    let scratch = std::env::temp_dir();
    if let Some(reason) = refusal(&scratch, SCRATCH) {
        return Some(format!(
            "no temporary file can be kept in {}: {reason}. Name a folder where one can, as in \
             `TMPDIR=/tmp cargo lab`",
            scratch.display()
        ));
    }
    let there = target.ancestors().find(|folder| folder.is_dir())?;
    let reason = refusal(there, ROOM)?;
    Some(format!(
        "nothing can be built in {}: {reason}. Make it writable, or room on its disk; or build \
         elsewhere, as in `CARGO_TARGET_DIR=/tmp/roundtrip cargo lab`",
        there.display()
    ))
}

/// Why a folder takes no files of so many bytes in all.
fn refusal(folder: &Path, bytes: u64) -> Option<String> {
    if let Err(error) = tempfile::tempfile_in(folder) {
        return Some(plain(&error));
    }
    let disk = statvfs(folder).ok()?;
    let room = disk.f_bavail.saturating_mul(disk.f_frsize);
    (room < bytes).then(|| format!("its disk is full, {} KiB are left", room >> 10))
}

/// What in the kit's folder keeps cargo from beginning. Cargo reads the manifests of all exercises
/// before it builds one, and has said what is wrong.
pub fn of_kit(kit: &Kit) -> String {
    match broken_exercise(kit) {
        Some(name) => format!(
            "cargo reads all of the kit before it builds a part of it, and exercises/{name} is not \
             as it should be: the lines above say where. `git restore exercises/{name}` or a copy \
             of the kit brings it back; or move it away for now: mv exercises/{name} {name}"
        ),
        None => "cargo did not begin, for the reason above. A copy of the kit has all that is \
                 needed"
            .to_owned(),
    }
}

/// The exercise that cargo complains of, by its folder's name.
fn broken_exercise(kit: &Kit) -> Option<String> {
    let output = cargo()
        .current_dir(kit.root())
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let folders = fs::read_dir(kit.root().join("exercises")).ok()?;
    let mut names = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.find(|name| said.contains(&format!("exercises/{name}")))
}
