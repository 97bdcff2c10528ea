//! What the kit's own tests share: the command under test, and the programs it judges.

#![allow(dead_code, reason = "each test takes what it needs")]

pub mod chromium;
mod here;
pub mod schema;
pub mod small;
#[cfg(target_os = "linux")]
pub mod terminal;

use std::fs;
use std::path::{Path, PathBuf};

pub use here::is_here;
use serde_json::Value;

/// The kit's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `cargo lab` without cargo, in the kit's folder.
pub fn lab() -> assert_cmd::Command {
    let mut lab = assert_cmd::Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(root()).env("NO_COLOR", "1");
    lab
}

/// The commands that `cargo lab --help` names, but for `help`. Without the feature `class`, the
/// instructors' are left out: they are handed on to a build that has them.
pub fn commands() -> Vec<String> {
    let output = lab().arg("--help").output().expect("lab runs");
    let help = String::from_utf8(output.stdout).expect("it is UTF-8");
    let (_, list) = help.split_once("Commands:\n").expect("it names them");
    let lines = list.lines().take_while(|line| !line.is_empty());
    // What is said of a command goes on further in.
    lines
        .filter_map(|line| {
            line.strip_prefix("  ")
                .filter(|rest| !rest.starts_with(' '))
        })
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .filter(|name| name != "help" && (cfg!(feature = "class") || !is_instructors(name)))
        .collect()
}

fn is_instructors(command: &str) -> bool {
    ["grade", "report", "merge", "handout", "doctor"].contains(&command)
}

/// A program of the kit's tests that keeps the contract of a lab.
pub fn right_program(name: &str) -> PathBuf {
    root().join("harness/tests/programs").join(name)
}

/// The report of `lab check` with these arguments.
#[track_caller]
pub fn report(arguments: &[&str]) -> Value {
    let output = lab()
        .arg("check")
        .args(arguments)
        .arg("--json")
        .output()
        .expect("lab runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: no report: {error}\n{}",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// The names of the checks with this verdict.
pub fn with_verdict<'a>(report: &'a Value, verdict: &str) -> Vec<&'a str> {
    let checks = report["checks"].as_array().expect("a report has checks");
    checks
        .iter()
        .filter(|check| check["verdict"] == verdict)
        .filter_map(|check| check["name"].as_str())
        .collect()
}

/// The finding of a check.
pub fn finding<'a>(report: &'a Value, check: &str) -> &'a Value {
    let checks = report["checks"].as_array().expect("a report has checks");
    let entry = checks
        .iter()
        .find(|entry| entry["name"] == check)
        .expect("it was judged");
    &entry["finding"]
}

/// Calls this with a folder, and then with what is in it.
pub fn walk(path: &Path, each: &mut dyn FnMut(&Path)) {
    each(path);
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("it is read") {
            walk(&entry.expect("it is read").path(), each);
        }
    }
}
