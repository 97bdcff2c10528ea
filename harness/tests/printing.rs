//! What cannot be printed: a full disk is told of, and a reader that has gone is no fault.

#![cfg(target_os = "linux")]

use std::fs::{self, OpenOptions};
use std::process::{Command, Stdio};

mod kit;

use kit::small::{MEASURE, NO_SERVER, Small};
use kit::walk;

/// Every command that prints, with no build or a short one.
const COMMANDS: [&[&str]; 17] = [
    &[],
    &["list"],
    &["list", "echo"],
    &["list", "--json"],
    &["completions", "bash"],
    &MEASURE,
    &["explain", "echo/one-line"],
    &["explain", "echo/one-line", "--json"],
    &["hint", "echo"],
    &["hint", "echo", "--again"],
    &["replay", "echo/one-line", "--by-hand"],
    &["reset", "echo"],
    &["--help"],
    &["check", "--help"],
    &["--version"],
    &NO_SERVER,
    &["check", "echo", "--json", "--server", "true {addr}"],
];

#[test]
fn what_cannot_be_printed_is_told() {
    let small = Small::with_hints();
    small.solve();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    for arguments in COMMANDS {
        let full = || {
            OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .expect("it is there")
        };
        let mut lab = std_lab(&small, arguments);
        let output = lab.stdout(full()).output().expect("lab runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.contains("could not be written to standard output: No space left on device"),
            "{arguments:?}: {said}"
        );
        // Nothing can be said at all.
        let status = lab
            .stdout(full())
            .stderr(full())
            .status()
            .expect("lab runs");
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_gone_ends_nothing() {
    let small = Small::with_hints();
    small.solve();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let usual = std_lab(&small, arguments).output().expect("lab runs");
        let output = std_lab(&small, arguments)
            .stdout(writer)
            .output()
            .expect("lab runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            usual.status.code(),
            "{arguments:?}: {said}"
        );
        assert!(!said.contains("roken pipe"), "{arguments:?}: {said}");
    }
}

fn std_lab(small: &Small, arguments: &[&str]) -> Command {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(small.folder())
        .env("NO_COLOR", "1")
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_NET_OFFLINE", "true")
        .stdin(Stdio::null())
        .args(arguments);
    lab
}

/// A print of the library's or std's own would panic where the disk is full.
#[test]
fn every_command_prints_by_its_screen() {
    let folder = kit::root().join("harness/src/bin/lab");
    walk(&folder, &mut |path| {
        if path.is_dir() || path.ends_with("screen.rs") {
            return;
        }
        let source = fs::read_to_string(path).expect("it is read");
        for line in source.lines() {
            for print in ["print!(", "println!("] {
                let others = line.matches(print).count();
                let ours = line.matches(&format!("screen::{print}")).count()
                    + line.matches(&format!("screen::e{print}")).count();
                assert_eq!(others, ours, "{}: {line}", path.display());
            }
        }
    });
}
