//! Why cargo could not build, where it is not the compiler that refused: a fault of the machine or
//! of the kit's folder, which no student should look for in their own lines.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use rustix::fs::statvfs;

use super::{Kit, cargo};
use crate::scratch::plain;

/// A linker that has less than this, in bytes, fails with whatever it was about.
const ROOM: u64 = 16 << 20;

/// What on this machine keeps a build from its end, as a sentence for a person.
pub fn of_machine(target: &Path) -> Option<String> {
    let scratch = std::env::temp_dir();
    if let Err(error) = tempfile::tempfile_in(&scratch) {
        return Some(format!(
            "no temporary file can be made in {}: {}. Name a folder where one can, as in \
             `TMPDIR=/tmp cargo lab`",
            scratch.display(),
            plain(&error)
        ));
    }
    let there = target.ancestors().find(|folder| folder.is_dir())?;
    let elsewhere = "build elsewhere, as in `CARGO_TARGET_DIR=/tmp/roundtrip cargo lab`";
    if let Err(error) = tempfile::tempfile_in(there) {
        return Some(format!(
            "{} cannot be written: {}. Make it writable, or {elsewhere}",
            there.display(),
            plain(&error)
        ));
    }
    let room = statvfs(there).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    room.ok().filter(|room| *room < ROOM).map(|room| {
        format!(
            "the disk of {} is full, {} KiB are left. Make room, or {elsewhere}",
            there.display(),
            room >> 10
        )
    })
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
