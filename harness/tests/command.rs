//! `cargo lab` on the command line: what it says, and its exit status.

use std::fs;

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;

mod kit;

use kit::lab;

#[test]
fn the_labs_are_listed_with_the_next_command() {
    lab()
        .arg("list")
        .assert()
        .success()
        .stdout(contains("lab 1 · echo").and(contains("cargo lab check echo")));
}

#[test]
fn a_labs_checks_are_listed_with_their_promises() {
    lab()
        .args(["list", "echo"])
        .assert()
        .success()
        .stdout(contains("half-close").and(contains("the server closes its side")));
}

#[rstest]
#[case::lab(&["check", "ecko"], "there is no lab `ecko`; did you mean echo?")]
#[case::letters_in_the_wrong_order(&["hint", "ehco"], "did you mean echo?")]
#[case::no_name_at_all(&["check", "zzz"], "there is no lab `zzz`. The labs are echo, ")]
#[case::check_for_a_lab(&["check", "half-close"], "`half-close` is a check, and a lab is wanted")]
#[case::check_of_a_lab(&["check", "echo/baner"], "did you mean banner?")]
#[case::folder_elsewhere(&["check", "solutions/01-echo"], "there is no lab `solutions`")]
#[case::step(&["hint", "echo", "--step", "9"], "its steps are 1 to 6: banner, ")]
#[case::lab_to_list(&["list", "ecko"], "there is no lab `ecko`")]
#[case::check(&["check", "echo", "--check", "one-lime"], "did you mean")]
#[case::role(&["check", "echo", "--server", "cat {addr}", "--check", "client-exit"], "nothing to judge")]
#[case::no_place(&["check", "echo", "--server", "cat"], "write {addr}")]
#[case::open_quote(&["check", "echo", "--server", "cat '{addr}"], "a quote is not closed")]
#[case::folder(&["check", "echo", "--dir", "/no/such/folder"], "there is no folder")]
#[case::not_a_lab(&["check", "echo", "--dir", "exercises"], "has no src/")]
#[case::wrong(&["check", "echo", "--wrong", "nobody"], "no wrong program `nobody`")]
#[case::replay(&["replay", "/no/such/talk"], "cannot be read")]
#[case::seed(&["check", "echo", "--seed", "many"], "invalid value")]
#[case::two_sources(&["check", "echo", "--solution", "--server", "cat {addr}"], "cannot be used with")]
fn a_mistake_on_the_command_line_is_told(#[case] arguments: &[&str], #[case] message: &str) {
    lab()
        .args(arguments)
        .assert()
        .code(2)
        .stderr(contains(message));
}

#[test]
fn a_command_that_does_not_exist_is_not_judged() {
    lab()
        .args([
            "check",
            "echo",
            "--server",
            "no-such-program-at-all {addr}",
            "--check",
            "one-line",
        ])
        .assert()
        .code(2)
        .stdout(contains("`no-such-program-at-all").and(contains("could not be started")));
}

#[test]
fn a_talk_with_an_error_is_shown_with_a_caret() {
    let folder = tempfile::tempdir().expect("a folder");
    let talk = folder.path().join("bad.talk");
    fs::write(&talk, "# check: echo/one-line\n1 connect\n1 > hello\n").expect("it is written");
    lab()
        .arg("replay")
        .arg(&talk)
        .assert()
        .code(2)
        .stderr(contains("line 3, column 5").and(contains("1 > hello\n    |     ^")));
}

#[test]
fn a_talk_that_names_no_check_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let talk = folder.path().join("bare.talk");
    fs::write(&talk, "1 connect\n").expect("it is written");
    lab()
        .arg("replay")
        .arg(&talk)
        .assert()
        .code(2)
        .stderr(contains("# check: LAB/CHECK"));
}

/// A folder of a student's, made from the solution with one file changed.
fn folder_with(file: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let solution = kit::root().join("solutions/01-echo/src");
    fs::create_dir_all(folder.path().join("src/bin")).expect("it is made");
    for name in [
        "lib.rs",
        "server.rs",
        "client.rs",
        "arguments.rs",
        "bin/echo-server.rs",
        "bin/echo-client.rs",
    ] {
        let source = fs::read_to_string(solution.join(name)).expect("the solution has it");
        let source = source.replace("echo_solution", "echo");
        let source = if name == file { change(source) } else { source };
        fs::write(folder.path().join("src").join(name), source).expect("it is written");
    }
    folder
}

#[test]
fn another_folder_of_the_same_shape_is_judged() {
    let folder = folder_with("", |source| source);
    lab()
        .args(["check", "echo", "--check", "many-messages", "--dir"])
        .arg(folder.path())
        .assert()
        .success()
        .stdout(contains("7 of 7 points"));
}

#[test]
fn what_does_not_compile_is_shown_as_rustc_shows_it() {
    let folder = folder_with("server.rs", |source| {
        source + "\nfn odd() -> u8 { \"x\" }\n"
    });
    lab()
        .args(["check", "echo", "--dir"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(contains("error[E0308]: mismatched types").and(contains("it does not compile")));
}

#[test]
fn a_report_for_programs_has_its_schema() {
    let report = kit::report(&[
        "echo",
        "--wrong",
        "lossy-utf8",
        "--check",
        "cut-utf8",
        "--seed",
        "7",
    ]);
    assert_eq!(report["schema"], "roundtrip/report/v1");
    assert_eq!(
        (&report["lab"], &report["seed"]),
        (&"echo".into(), &7.into())
    );
    assert_eq!(
        (&report["score"], &report["max_score"]),
        (&0.into(), &3.into())
    );
    let check = &report["checks"][0];
    assert_eq!(check["name"], "cut-utf8");
    assert_eq!(check["step"], "any bytes");
    assert_eq!(check["role"], "server");
    assert_eq!(check["verdict"], "failed");
    assert_eq!(
        (&check["points"], &check["max_points"]),
        (&0.into(), &3.into())
    );
    assert!(check["seconds"].is_f64());
    let headline = check["finding"]["headline"]
        .as_str()
        .expect("a finding has a headline");
    assert!(headline.contains("other bytes"), "{headline}");
}

#[test]
fn a_saved_failure_is_played_again() {
    let wrong = ["--wrong", "stops-at-nul"];
    lab()
        .args(["check", "echo", "--check", "any-bytes"])
        .args(wrong)
        .assert()
        .code(1);
    lab()
        .args(["replay", "echo/any-bytes"])
        .args(wrong)
        .assert()
        .code(1)
        .stdout(contains("\\0"));
    // Without a name it is the last failure.
    lab()
        .arg("replay")
        .args(wrong)
        .assert()
        .code(1)
        .stdout(contains("check: echo/any-bytes"));
}

#[test]
fn a_talk_of_a_file_is_played_with_whom_one_likes() {
    let folder = tempfile::tempdir().expect("a folder");
    let talk = folder.path().join("nul.talk");
    let text = "# check: echo/any-bytes\n1 connect\n1 > \"a\\0b\"\n1 < \"a\\0b\"\n";
    fs::write(&talk, text).expect("it is written");
    let replay = |who: &[&str]| lab().arg("replay").arg(&talk).args(who).assert();
    replay(&["--wrong", "stops-at-nul"]).code(1);
    replay(&["--solution"])
        .success()
        .stdout(contains("Every step came true."));
}

#[rstest]
#[case::talks("echo/half-close", &["5 points", "the loop", "1 finish", "client 1 will send no more", "Reading 0 bytes is the end", "cargo lab check echo --check half-close", "--step 'the loop'"])]
#[case::property("echo/any-cutting", &["drawn at random", "1 connect"])]
#[case::scene_of_the_command_line("echo/banner", &["started with a port that is free"])]
#[case::alone("lost-update", &["lock-counter/lost-update", "Both read, then both write"])]
#[case::scene("lock-counter/lost-update", &["in slow motion, one instruction"])]
fn a_check_is_explained(#[case] check: &str, #[case] wanted: &[&str]) {
    let mut explained = lab().args(["explain", check]).assert().success();
    for words in wanted {
        explained = explained.stdout(contains(*words));
    }
}

#[test]
fn the_schedules_of_a_check_are_explained() {
    let labs = harness::labs::all();
    let is_explored =
        |check: &&harness::check::Check| matches!(check.proof, harness::check::Proof::Schedules(_));
    let explored = labs.iter().find_map(|lab| {
        let check = lab.checks.iter().find(is_explored)?;
        Some(check.path(lab.name))
    });
    lab()
        .args(["explain", &explored.expect("some check is explored")])
        .assert()
        .success()
        .stdout(contains("decides which of its threads"));
}

#[test]
fn every_check_can_be_explained_to_a_program() {
    for one in harness::labs::all() {
        for check in &one.checks {
            let path = check.path(one.name);
            let output = lab().args(["explain", &path, "--json"]).output();
            let output = output.expect("lab runs").stdout;
            let told: serde_json::Value = serde_json::from_slice(&output).expect("it is JSON");
            assert_eq!(output.iter().filter(|byte| **byte == b'\n').count(), 1);
            assert_eq!(told["promise"], check.promise, "{path}");
            assert_ne!(told["lecture"][0], serde_json::Value::Null, "{path}");
            let proof = &told["proof"];
            let has_talks = ["talks", "example"]
                .iter()
                .any(|key| proof[key] != serde_json::Value::Null);
            assert_eq!(
                told["reading"] != serde_json::json!([]),
                has_talks,
                "{path}"
            );
            if proof["kind"] == "scene" {
                let words = proof["told"].as_str().expect("a scene tells what is done");
                assert!(words.ends_with('.') && words.len() > 60, "{path}: {words}");
            }
        }
    }
}

#[rstest]
#[case::several("banner", "cargo lab explain echo/banner")]
#[case::similar("cut-utf", "did you mean echo/cut-utf8")]
#[case::similar_in_its_lab("echo/cut-utf", "did you mean cut-utf8")]
#[case::unknown("qqq", "no lab has a check `qqq`")]
#[case::lab_alone("echo", "`echo` is a lab, and a check is wanted")]
#[case::lab("ecko/banner", "there is no lab `ecko`")]
fn a_check_that_is_not_meant_by_one_lab_is_told(#[case] name: &str, #[case] message: &str) {
    lab()
        .args(["explain", name])
        .assert()
        .code(2)
        .stderr(contains(message));
}

#[test]
fn a_talk_is_told_for_typing_and_not_played() {
    lab()
        .args(["replay", "echo/half-close", "--by-hand"])
        .args(["--server", "no-such-program-at-all {addr}"])
        .assert()
        .success()
        .stdout(contains("no-such-program-at-all 127.0.0.1:9999").and(contains("press Ctrl-D")));
}

#[test]
fn a_talk_told_slowly_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let talk = folder.path().join("one.talk");
    fs::write(
        &talk,
        "# check: echo/one-line\n1 connect\n1 finish\n1 < end\n",
    )
    .expect("it is written");
    let replay = |options: &[&str]| {
        let told = lab()
            .arg("replay")
            .arg(&talk)
            .args(["--solution"])
            .args(options)
            .assert();
        let told = told.success().get_output().stdout.clone();
        // A row begins with its time where nothing happened for a while before, and how long that
        // was is the machine's business.
        let told = String::from_utf8_lossy(&told).into_owned();
        let is_of_a_time =
            |character: char| character.is_ascii_digit() || "ms ".contains(character);
        let lines = told
            .lines()
            .map(|line| line.trim_start_matches(is_of_a_time).to_owned());
        lines.collect::<Vec<String>>()
    };
    assert_eq!(replay(&["--slow"]), replay(&[]));
}

#[test]
fn every_command_shows_an_example() {
    let commands = kit::commands();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let example = format!("cargo lab {command}");
        lab()
            .args([&command, "--help"])
            .assert()
            .success()
            .stdout(contains("Example").and(contains(example)));
    }
}

#[test]
fn the_editors_tasks_know_every_lab() {
    let tasks = fs::read_to_string(kit::root().join(".vscode/tasks.json")).expect("they are there");
    let tasks: serde_json::Value = serde_json::from_str(&tasks).expect("they are JSON");
    let names: Vec<&str> = harness::labs::all().iter().map(|lab| lab.name).collect();
    assert_eq!(tasks["inputs"][0]["options"], serde_json::json!(names));
}
