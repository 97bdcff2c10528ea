//! Labs and checks, by all that people type for them; and a lab whose sources are others than those
//! that were judged.

#![cfg(target_os = "linux")]

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;

mod kit;

use kit::small::{SRC, Small};

/// As Tab and a report write them.
#[rstest]
#[case::number(&["1"])]
#[case::folder(&["01-echo"])]
#[case::path(&["exercises/01-echo/"])]
#[case::next(&[])]
fn a_lab_has_several_names(#[case] name: &[&str]) {
    let small = Small::new();
    small
        .lab(&[&["check", "--check", "banner"], name].concat())
        .code(1)
        .stdout(contains("lab 1 · echo").and(contains("✗ banner")));
}

#[rstest]
fn a_check_is_named_with_its_lab(#[values("echo/usage", "1/usage", "01-echo/usage")] name: &str) {
    let small = Small::new();
    let told = |arguments: &[&str]| {
        let output = small.command(arguments).output().expect("lab runs");
        let page = String::from_utf8_lossy(&output.stdout).into_owned();
        // It ends with how long it took, and what to do.
        page.split_once(" points ·")
            .expect("it has a score")
            .0
            .to_owned()
    };
    let whole = told(&["check", "echo", "--check", "usage"]);
    assert_eq!(told(&["check", name]), whole);
}

#[test]
fn a_change_since_the_last_verdict_is_told() {
    let small = Small::with_hints();
    let changed = "changed since it was judged";
    small.lab(&[]).stdout(contains(changed).not());
    small.solve();
    small.lab(&["check", "echo"]).success();
    small
        .lab(&[])
        .stdout(contains(changed).not().and(contains("next: lab 2")));
    let file = format!("{SRC}/server.rs");
    let whole = small.read(&file);
    // Whether it still compiles or not.
    small.put(&file, "fn half(");
    let next = "next: judge lab 1 again, since it changed: cargo lab check echo";
    small.lab(&[]).stdout(contains(changed).and(contains(next)));
    small
        .lab(&["hint"])
        .success()
        .stdout(contains("it has changed since").and(contains("cargo lab check echo")));
    let map = small.lab(&["--json"]).success();
    let map: serde_json::Value =
        serde_json::from_slice(&map.get_output().stdout).expect("it is JSON");
    assert_eq!(map["labs"][0]["is_outdated"], true);
    // What is as it was, was judged.
    small.put(&file, &whole);
    small.lab(&[]).stdout(contains(changed).not());
}
