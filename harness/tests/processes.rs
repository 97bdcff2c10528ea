//! Nothing is left of a program, whatever it does and however the harness ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

mod kit;

/// How long processes may take to go once the harness is gone.
const GOING: Duration = Duration::from_secs(10);

/// The processes whose command line contains this.
fn processes_with(mark: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("this is Linux").flatten() {
        let Ok(line) = fs::read(entry.path().join("cmdline")) else {
            continue;
        };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        // The harness itself has the mark among its arguments.
        if line.contains(mark) && line.starts_with("sleep") {
            found.push(line);
        }
    }
    found
}

#[track_caller]
fn assert_gone(mark: &str) {
    let begun = Instant::now();
    while !processes_with(mark).is_empty() {
        assert!(
            begun.elapsed() < GOING,
            "still there: {:?}",
            processes_with(mark)
        );
        std::thread::yield_now();
    }
}

/// A server of the kit behind a shell that first leaves something else running.
fn server_that_leaves(what: &str) -> String {
    let server = kit::right_program("echo/threaded.py");
    format!(
        "sh -c '{what}; exec python3 \"$0\" \"$1\"' {} {{addr}}",
        server.display()
    )
}

/// A duration that no other process sleeps for.
fn mark(number: u32) -> String {
    format!("9{number}{}", std::process::id())
}

#[test]
fn a_daemon_that_forked_twice_is_ended_with_its_program() {
    let mark = mark(1);
    let server = server_that_leaves(&format!("setsid -f sleep {mark}"));
    kit::lab()
        .args(["check", "echo", "--check", "one-line", "--server", &server])
        .assert()
        .success();
    // Not after a while: when the harness has ended, they have.
    assert_eq!(processes_with(&mark), [""; 0]);
}

#[test]
fn a_program_that_kills_its_guard_leaves_nothing() {
    let mark = mark(2);
    let server =
        format!("sh -c 'setsid -f sleep {mark}; sleep {mark} & kill -9 $PPID; wait' {{addr}}");
    kit::lab()
        .args(["check", "echo", "--check", "one-line", "--server", &server])
        .assert()
        .code(1);
    assert_eq!(processes_with(&mark), [""; 0]);
}

/// Starts a check of a server that says when it runs, and ends the harness with a signal then.
fn end_harness_with(signal: Signal, mark: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("started");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo runs")
            .success()
    );
    let server = format!(
        "sh -c 'setsid -f sleep {mark}; sleep {mark} & echo started > {}; wait' {{addr}}",
        pipe.display()
    );
    let mut harness = Command::new(env!("CARGO_BIN_EXE_lab"))
        .args(["check", "echo", "--check", "one-line", "--server", &server])
        .current_dir(kit::root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("lab runs");
    let mut line = String::new();
    let started = fs::File::open(&pipe).expect("the server opens it, too");
    BufReader::new(started)
        .read_line(&mut line)
        .expect("the server says so");
    assert_eq!(line, "started\n");
    let pid = Pid::from_raw(i32::try_from(harness.id()).expect("a pid is small")).expect("it runs");
    kill_process(pid, signal).expect("it runs");
    harness.wait().expect("it ends");
    assert_gone(mark);
}

#[test]
fn ctrl_c_leaves_nothing() {
    end_harness_with(Signal::INT, &mark(3));
}

#[test]
fn a_harness_that_is_killed_leaves_nothing() {
    end_harness_with(Signal::KILL, &mark(4));
}

#[test]
fn a_flood_of_output_is_drained_and_cut() {
    let server = kit::right_program("echo/threaded.py");
    // 1 GiB on standard output before and beside the server.
    let flood = format!(
        "sh -c 'head -c 1073741824 /dev/zero & exec python3 \"$0\" \"$1\"' {} {{addr}}",
        server.display()
    );
    kit::lab()
        .args([
            "check",
            "echo",
            "--check",
            "many-messages",
            "--server",
            &flood,
        ])
        .assert()
        .success();
}
