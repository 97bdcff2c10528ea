//! What this machine has.

use std::process::{Command, Stdio};

/// Whether a program that a test is about is on this machine. Where all are promised to be, as
/// in CI, one that is missing fails the test.
#[track_caller]
pub fn is_here(program: &str) -> bool {
    let status = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if status.is_ok() {
        return true;
    }
    assert!(
        std::env::var_os("ROUNDTRIP_ALL_PROGRAMS").is_none(),
        "{program} is not on this machine"
    );
    eprintln!("not tried: {program} is not on this machine");
    false
}
