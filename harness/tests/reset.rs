//! `cargo lab reset`: a lab is begun anew, what was there is kept, and what was found of it is
//! forgotten.

#![cfg(target_os = "linux")]

use std::fs;

use predicates::prelude::*;
use predicates::str::contains;

mod kit;

use kit::small::{MAIN, SRC, Small};

#[test]
fn a_lab_is_begun_anew_and_the_work_is_kept() {
    let small = Small::new();
    small
        .lab(&["reset", "echo"])
        .code(2)
        .stderr(contains("git restore exercises/01-echo/src"));
    let main = format!("{SRC}/bin/echo-server.rs");
    let stub = "fn main() { todo!() }\n";
    small.put("harness/stubs/01-echo/src/bin/echo-server.rs", stub);
    let read = |name: &str| fs::read_to_string(small.path(name)).expect("it is there");
    assert_eq!(read(&main), MAIN, "it was left as it was");
    for (number, work) in [MAIN, "fn main() { half() }\n"].iter().enumerate() {
        small.put(&main, work);
        let saved = format!(".lab/saved/01-echo-{}", number + 1);
        small
            .lab(&["reset", "echo"])
            .success()
            .stdout(contains(&saved).and(contains("next: cargo lab check echo")));
        assert_eq!(read(&main), stub);
        assert_eq!(read(&format!("{saved}/src/bin/echo-server.rs")), *work);
    }
    assert!(!small.path(&format!("{SRC}/lib.rs")).exists());
    // The stub itself is nobody's work.
    small
        .lab(&["reset", "echo"])
        .success()
        .stdout(contains("saved").not());
    assert!(!small.path(".lab/saved/01-echo-3").exists());
    fs::remove_dir_all(small.path(SRC)).expect("it is removed");
    small
        .lab(&["reset", "1"])
        .success()
        .stdout(contains("saved").not());
    assert_eq!(read(&main), stub);
}

#[test]
fn what_was_saved_is_brought_back_by_the_command_that_is_told() {
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "//! Stub.\n");
    let before = small.read(&format!("{SRC}/lib.rs"));
    let output = small.lab(&["reset", "echo"]).success();
    let page = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    let (_, back) = page.split_once("to have it back:").expect("it is told");
    let command = back.trim_start().lines().next().expect("it is a command");
    assert_ne!(small.read(&format!("{SRC}/lib.rs")), before);
    small.program("sh").args(["-c", command]).assert().success();
    assert_eq!(small.read(&format!("{SRC}/lib.rs")), before);
    assert_eq!(small.read(&format!("{SRC}/bin/echo-server.rs")), MAIN);
}

#[test]
fn a_lab_begun_anew_has_no_results_and_no_hints() {
    let small = Small::with_hints();
    small.put("harness/stubs/01-echo/src/lib.rs", "//! Stub.\n");
    small.put(
        "harness/stubs/01-echo/src/bin/echo-server.rs",
        "fn main() {}\n",
    );
    small.lab(&["check", "echo"]).code(1);
    small.lab(&["hint", "echo"]).stdout(contains("hint 1 of"));
    small.lab(&[]).stdout(contains("0 of 100 points"));
    assert!(small.path(".lab/failures/echo").is_dir());
    small.lab(&["reset", "echo"]).success().stderr("");
    small.lab(&[]).stdout(
        contains("of 100 points")
            .not()
            .and(contains("not judged yet")),
    );
    small.lab(&["hint", "echo"]).stdout(contains("hint 1 of"));
    assert!(!small.path(".lab/failures/echo").exists());
    small.lab(&["replay"]).code(2);
}
