//! The handout: what students get works, and gives nothing away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use harness::class::handout;
use harness::labs;
use harness::source::Kit;

mod kit;

/// The handout, written once. It always lies in the same place, so that what cargo has compiled of
/// it serves the next run; its target folder is nobody else's.
static HANDOUT: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = place("kit");
    let _ = fs::remove_dir_all(&folder);
    handout::write(&Kit::at(kit::root()), &folder).expect("it is written");
    folder
});

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("handout")
        .join(name)
}

/// Cargo in the handout, without the network and with the lock file as it is.
fn cargo(arguments: &[&str]) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO") && name != "CARGO_HOME" {
            cargo.env_remove(name);
        }
    }
    cargo
        .current_dir(&*HANDOUT)
        .env("CARGO_TARGET_DIR", place("target"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("NO_COLOR", "1")
        .args(arguments)
        .output()
        .expect("cargo runs")
}

fn text(output: &Output) -> String {
    [output.stdout.as_slice(), output.stderr.as_slice()]
        .map(String::from_utf8_lossy)
        .concat()
}

#[track_caller]
fn assert_says(output: &Output, code: i32, wanted: &str) {
    let said = text(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(wanted), "{wanted:?} is not in:\n{said}");
}

#[test]
fn it_builds_as_it_is_without_warnings() {
    let build = cargo(&["build", "--workspace", "--locked", "--bins"]);
    let said = text(&build);
    assert!(build.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
    let formatted = cargo(&["fmt", "--all", "--check"]);
    assert!(formatted.status.success(), "{}", text(&formatted));
}

#[test]
fn the_map_is_shown_and_the_stubs_fail_with_a_report() {
    assert_says(&cargo(&["lab"]), 0, "next: lab 1");
    let check = cargo(&["lab", "check", "echo"]);
    assert_says(&check, 1, "banner");
    assert_says(&check, 1, "of 100 points");
}

#[test]
fn every_check_is_a_test() {
    let checks = labs::find("echo").expect("there is such a lab").checks;
    let listed = cargo(&["test", "-p", "echo", "--test", "self_check", "--", "--list"]);
    let listed = text(&listed);
    for check in &checks {
        assert!(
            listed.contains(&format!("{}: test", check.name)),
            "{listed}"
        );
    }
    let tested = cargo(&["test", "-p", "echo", "--test", "self_check", "--", "banner"]);
    assert_says(&tested, 101, "banner");
    // At the root `cargo test` is about the exercises.
    let listed = text(&cargo(&["test", "--no-run"]));
    assert!(listed.contains("calculator"), "{listed}");
}

#[test]
fn what_only_the_kit_has_is_told() {
    assert_says(&cargo(&["lab", "audit"]), 2, "nothing to audit");
    assert_says(
        &cargo(&["lab", "check", "echo", "--solution"]),
        2,
        "solutions are not in the students' kit",
    );
    assert_says(
        &cargo(&["lab", "handout", "x"]),
        2,
        "this is the students' kit",
    );
}

#[test]
fn what_only_the_kit_has_is_not_offered() {
    for (arguments, shown, hidden) in [
        (&["lab", "--help"][..], "watch ", "handout"),
        (&["lab", "--help"], "submit ", "grade"),
        (&["lab", "check", "--help"], "--server", "--solution"),
        (&["lab", "check", "--help"], "--dir", "--wrong"),
        (&["lab", "completions", "bash"], "--server", "--solution"),
        (&["lab", "completions", "fish"], "watch", "audit"),
    ] {
        let said = String::from_utf8(cargo(arguments).stdout).expect("it is UTF-8");
        assert!(said.contains(shown), "{arguments:?}: {said}");
        assert!(!said.contains(hidden), "{arguments:?}: {said}");
    }
    assert_says(
        &cargo(&["lab", "check", "echo", "--wrong", "deadlock"]),
        2,
        "wrong programs are not in the students' kit",
    );
}

#[test]
fn it_gives_nothing_away() {
    let files = handout::files(&Kit::at(kit::root())).expect("the kit is read");
    let solutions: Vec<Vec<u8>> = labs::all()
        .iter()
        .flat_map(|lab| contents_below(&Kit::at(kit::root()).solution(lab)))
        .collect();
    let stubs: Vec<Vec<u8>> = labs::all()
        .iter()
        .flat_map(|lab| contents_below(&Kit::at(kit::root()).exercise(lab)))
        .collect();
    for (path, contents) in &files {
        for part in path {
            let part = part.to_string_lossy();
            let part = part.trim_end_matches(".rs");
            assert!(
                !matches!(
                    part,
                    "solutions" | "wrong" | "talks" | "class" | "handout" | "target"
                ) || path.ends_with("audit/wrong.rs"),
                "{}",
                path.display()
            );
        }
        assert!(path.extension().is_none_or(|ending| ending != "talk"));
        // What is given is the same on both sides; what is solved is on one.
        assert!(
            !solutions.contains(contents) || stubs.contains(contents),
            "{} is a solution's",
            path.display()
        );
        let text = String::from_utf8_lossy(contents);
        assert!(!text.contains("harness::class"), "{}", path.display());
        assert!(!text.contains("crate::class"), "{}", path.display());
    }
    let has = |path: &str| files.iter().any(|(other, _)| other == Path::new(path));
    for path in [
        "exercises/01-echo/README.md",
        "exercises/01-echo/hints.md",
        "exercises/01-echo/tests/self_check.rs",
        "harness/stubs/01-echo/src/bin/echo-server.rs",
        "harness/explorer/Cargo.lock",
        "harness/explorer/std/src/lib.rs",
        "LICENSE-MIT",
        ".vscode/tasks.json",
        ".vscode/settings.json",
        ".vscode/extensions.json",
    ] {
        assert!(has(path), "{path} is missing");
    }
    let lock = fs::read_to_string(HANDOUT.join("Cargo.lock")).expect("it is there");
    for name in ["tar", "flate2", "echo-solution"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name}");
    }
    let readme = fs::read_to_string(HANDOUT.join("README.md")).expect("it is there");
    assert!(readme.contains("4 [calculator](exercises/04-calculator/README.md)"));
    assert!(readme.contains("cargo lab hint echo"));
    assert!(!readme.contains("--wrong") && !readme.contains("--solution") && !readme.contains('{'));
}

fn contents_below(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("it is a folder") {
            let path = entry.expect("it is read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                all.push(fs::read(path).expect("it is read"));
            }
        }
    }
    all
}

#[test]
fn it_is_not_written_over_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine"), "").expect("it is written");
    let error = handout::write(&Kit::at(kit::root()), folder.path()).expect_err("it is refused");
    assert!(error.to_string().contains("is not empty"), "{error}");
    kit::lab()
        .arg("handout")
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(predicates::str::contains("is not empty"));
}
