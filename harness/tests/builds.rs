//! What cannot be built is not judged, and who is to mend it is told.

#![cfg(target_os = "linux")]

use std::fs;

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;

mod kit;

use kit::small::{MAIN, MEASURE, NO_SERVER, SRC, Small};

/// A folder that takes no file, whoever asks.
#[rstest]
#[case::none("/no/such/folder")]
#[case::full("/proc")]
fn a_temporary_folder_that_is_of_no_use_is_told_once(#[case] place: &str) {
    let small = Small::new();
    let output = small
        .command(&NO_SERVER)
        .env("TMPDIR", place)
        .assert()
        .code(2)
        .stdout(contains("TMPDIR=/tmp").and(contains(place)));
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert_eq!(text.matches("TMPDIR=/tmp").count(), 1, "{text}");
    // What then keeps a build from its end is not the student's.
    small.put(&format!("{SRC}/lib.rs"), "fn half(");
    small
        .command(&["check", "echo"])
        .env("TMPDIR", place)
        .assert()
        .code(2)
        .stderr(contains("lab echo was not judged").and(contains("TMPDIR=/tmp")));
}

#[rstest]
fn a_target_folder_that_cannot_be_written_is_told(#[values("check", "measure")] command: &str) {
    let small = Small::new();
    small
        .command(&[command, "echo"])
        .env("CARGO_TARGET_DIR", "/proc/target")
        .assert()
        .code(2)
        .stderr(contains("nothing can be built in /proc").and(contains("CARGO_TARGET_DIR=")));
}

#[rstest]
#[case::check(&["check", "echo"])]
#[case::submit(&["submit", "echo"])]
#[case::replay(&["replay", "echo/one-line"])]
#[case::measure(&["measure", "echo"])]
fn another_exercise_that_is_damaged_is_named(#[case] arguments: &[&str]) {
    let small = Small::new();
    small.put("exercises/02-threaded-echo/Cargo.toml", "garbage [");
    small.lab(arguments).code(2).stderr(
        contains("exercises/02-threaded-echo/Cargo.toml:1")
            .and(contains(
                "exercises/02-threaded-echo is not as it should be",
            ))
            .and(contains("git restore exercises/02-threaded-echo")),
    );
    small.lab(&[]).success().stderr("");
    assert!(small.zips().is_empty());
}

/// A second lab, which does not compile.
fn add_half_lab(small: &Small) {
    let put = |name: &str, text: &str| {
        small.put(&format!("exercises/02-threaded-echo/{name}"), text);
    };
    put(
        "Cargo.toml",
        "[package]\nname = \"threaded-echo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    put("src/lib.rs", "fn half(");
    put("src/bin/threaded-echo-server.rs", MAIN);
}

#[test]
fn another_exercise_that_does_not_compile_is_in_nobodys_way() {
    let small = Small::new();
    add_half_lab(&small);
    small
        .lab(&["check", "echo"])
        .code(1)
        .stdout(contains("of 100 points"));
}

#[rstest]
#[case::check(&["check", "threaded-echo"], "judged")]
#[case::replay(&["replay", "threaded-echo/one-line"], "judged")]
#[case::race(&["race", "threaded-echo"], "judged")]
#[case::measure(&["measure", "threaded-echo"], "measured")]
fn a_lab_that_does_not_compile_is_not_judged(#[case] arguments: &[&str], #[case] done: &str) {
    let small = Small::new();
    add_half_lab(&small);
    small
        .lab(arguments)
        .code(2)
        .stdout("")
        .stderr(contains("unclosed delimiter").and(contains(format!(
            "lab threaded-echo: it does not compile, so nothing was {done}"
        ))));
}

/// Lab 1 is measured beside the others where it can be.
#[rstest]
#[case::half(true, "it has no server that compiles")]
#[case::gone(false, "there are no sources in")]
fn another_exercise_is_in_no_measurements_way(#[case] is_there: bool, #[case] reason: &str) {
    let small = Small::new();
    small.solve();
    small.lab(&MEASURE).success();
    let built = small.path("target/release/echo-server");
    let server = format!("'{}' {{addr}}", built.display());
    match is_there {
        true => small.put(&format!("{SRC}/lib.rs"), "fn half("),
        false => fs::remove_dir_all(small.path(SRC)).expect("it is removed"),
    }
    let mut measure = MEASURE.to_vec();
    measure[1] = "threaded-echo";
    measure.extend(["--server", &server]);
    small
        .lab(&measure)
        .success()
        .stdout(contains("replies per second"))
        .stderr(contains("note: lab echo is not measured beside it").and(contains(reason)));
}

#[rstest]
#[case::sources(SRC, "begin the lab anew with `cargo lab reset echo`")]
#[case::exercise("exercises/01-echo", "a copy of the kit has it")]
fn what_is_missing_is_told(#[case] path: &str, #[case] words: &str) {
    let small = Small::new();
    fs::remove_dir_all(small.path(path)).expect("it is removed");
    small
        .lab(&["check", "echo"])
        .code(2)
        .stderr(contains(words));
    small.lab(&[]).success().stderr("");
}
