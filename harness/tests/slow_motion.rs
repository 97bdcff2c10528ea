//! Slow motion finds what happens between two instructions, and says so where it is not to be had.

use std::process::Command;

use serde_json::Value;

mod kit;

/// The races of lab 3, each of whose programs is wrong between two instructions only.
const RACES: [(&str, &str); 6] = [
    ("two-acquisitions", "lost-update"),
    ("load-then-store", "lost-update"),
    ("replaces-new-counter", "lost-update"),
    ("add-in-two-acquisitions", "add-lost-update"),
    ("move-in-two-steps", "half-move"),
    ("move-locks-from-then-to", "opposite-moves"),
];

#[test]
fn a_race_is_found_each_time_it_is_looked_for() {
    for (wrong, check) in RACES {
        for _ in 0..3 {
            let report = kit::report(&["lock-counter", "--wrong", wrong, "--check", check]);
            assert_eq!(kit::with_verdict(&report, "failed"), [check], "{wrong}");
            assert!(notes(&report).is_empty(), "{wrong}: {:?}", notes(&report));
        }
    }
}

#[test]
fn the_finding_draws_the_two_that_were_given_one_number() {
    let arguments = ["--wrong", "two-acquisitions", "--check", "lost-update"];
    let report = kit::report(&[&["lock-counter"][..], &arguments].concat());
    let finding = kit::finding(&report, "lost-update");
    let headline = finding["headline"].as_str().expect("it has a headline");
    assert!(
        headline.starts_with("clients 1 and 2 were both given the number "),
        "{headline}"
    );
    let conversation = finding["conversation"].to_string();
    for client in ["client 1", "client 2", "inc round-0-0"] {
        assert!(conversation.contains(client), "{conversation}");
    }
}

#[test]
fn opposite_locks_are_called_a_deadlock_of_two_threads() {
    let arguments = [
        "--wrong",
        "move-locks-from-then-to",
        "--check",
        "opposite-moves",
    ];
    let report = kit::report(&[&["lock-counter"][..], &arguments].concat());
    let stands = kit::finding(&report, "opposite-moves")["stands"].to_string();
    assert!(
        stands.contains("threads 2 and 3 wait for locks"),
        "{stands}"
    );
    assert!(stands.contains("a deadlock"), "{stands}");
}

/// Where the system refuses, right programs keep their points, and the report tells of it.
#[test]
fn without_ptrace_bursts_judge_and_the_report_says_so() {
    if !kit::is_here("cc") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let launcher = folder.path().join("no_ptrace");
    let source = kit::root().join("harness/tests/slow_motion/no_ptrace.c");
    let status = Command::new("cc")
        .arg("-o")
        .arg(&launcher)
        .arg(source)
        .status();
    assert!(status.expect("cc runs").success());
    let output = Command::new(&launcher)
        .arg(env!("CARGO_BIN_EXE_lab"))
        .args(["check", "lock-counter", "--solution", "--json"])
        .current_dir(kit::root())
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report["score"], report["max_score"], "{report:#}");
    let notes = notes(&report);
    let refused = |note: &&String| note.contains("judged by bursts") && note.contains("ptrace");
    assert_eq!(notes.iter().filter(refused).count(), 4, "{notes:?}");
}

fn notes(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().expect("a report has checks");
    let notes = checks.iter().filter_map(|check| check["notes"].as_array());
    notes.flatten().map(ToString::to_string).collect()
}
