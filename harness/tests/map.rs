//! `cargo lab` and `cargo lab hint`: where a student stands, what is next, and help for it. Each
//! test has a kit of its own, with nothing in it but what these commands read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use harness::hints;
use harness::lab::Lab;
use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use serde_json::{Value, json};

mod kit;

/// A kit of the hints alone.
struct Bare {
    folder: tempfile::TempDir,
}

impl Bare {
    fn new() -> Bare {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("harness")).expect("it is made");
        fs::create_dir_all(folder.path().join(".lab/results")).expect("it is made");
        let bare = Bare { folder };
        for lab in harness::labs::all() {
            let copy = bare.hints(&lab);
            fs::create_dir_all(copy.parent().expect("it is in a folder")).expect("it is made");
            fs::copy(original_hints(&lab), copy).expect("it is copied");
        }
        bare
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn hints(&self, lab: &Lab) -> PathBuf {
        self.path("exercises").join(lab.folder()).join("hints.md")
    }

    /// Runs `cargo lab` here. The time limit only ends a test that would hang.
    fn lab(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        let mut lab = kit::lab();
        lab.current_dir(self.folder.path())
            .timeout(Duration::from_secs(60))
            .args(arguments)
            .assert()
    }

    /// Keeps a report on a lab, with these verdicts by step; a step without one was not judged.
    fn judge(&self, lab: &Lab, verdict: impl Fn(&str) -> Option<&'static str>) {
        let checks: Vec<Value> = lab
            .checks
            .iter()
            .filter_map(|check| {
                verdict(check.step).map(|verdict| json!({ "name": check.name, "verdict": verdict }))
            })
            .collect();
        self.write_results(lab.name, &report(lab.name, checks).to_string());
    }

    fn write_results(&self, lab: &str, text: &str) {
        let path = self.path(&format!(".lab/results/{lab}.json"));
        fs::write(path, text).expect("it is written");
    }
}

fn original_hints(lab: &Lab) -> PathBuf {
    let exercise = kit::root().join("exercises").join(lab.folder());
    exercise.join("hints.md")
}

fn report(lab: &str, checks: Vec<Value>) -> Value {
    json!({ "schema": "roundtrip/report/v1", "lab": lab, "checks": checks })
}

fn echo() -> Lab {
    harness::labs::find("echo").expect("it is a lab")
}

/// The line of a step on the map.
fn line_of(output: &assert_cmd::assert::Assert, step: &str) -> String {
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    let line = text.lines().find(|line| line.contains(step));
    line.unwrap_or_else(|| panic!("{step} is not on the map:\n{text}"))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn without_results_every_step_is_unjudged() {
    let output = Bare::new()
        .lab(&[])
        .success()
        .stderr("")
        .stdout(predicate::str::ends_with(
            "read exercises/01-echo/README.md, and judge:\n    cargo lab check echo\n",
        ))
        .stdout(contains("not judged yet").count(harness::labs::all().len()));
    for lab in harness::labs::all() {
        for step in lab.steps {
            let line = line_of(&output, &format!("  · {step} "));
            assert!(line.contains(" –/"), "{line}");
        }
    }
}

#[test]
fn results_become_points_and_the_next_step() {
    let bare = Bare::new();
    bare.judge(&echo(), |step| {
        Some(match step {
            "banner" | "one message" => "passed",
            "the loop" => "failed",
            _ => "skipped",
        })
    });
    let lab = echo();
    let of = |step: &str| -> u32 {
        let checks = lab.checks.iter().filter(|check| check.step == step);
        checks.map(|check| check.points).sum()
    };
    let (banner, message, the_loop) = (of("banner"), of("one message"), of("the loop"));
    let output = bare
        .lab(&[])
        .success()
        .stderr("")
        .stdout(contains(format!("{} of 100 points", banner + message)))
        .stdout(contains(
            "next: lab 1, step \"the loop\": cargo lab check echo",
        ));
    assert_eq!(
        line_of(&output, "banner"),
        format!("✓ banner {banner}/{banner}")
    );
    let line = line_of(&output, "the loop");
    assert!(
        line.starts_with(&format!("✗ the loop 0/{the_loop} ")) && line.ends_with("failed"),
        "{line}"
    );
    assert!(line_of(&output, "any bytes").ends_with("waiting"));
}

#[test]
fn a_lab_that_is_finished_gives_way_to_the_next_one() {
    let bare = Bare::new();
    bare.judge(&echo(), |_| Some("passed"));
    bare.lab(&[])
        .success()
        .stdout(contains("100 of 100 points").and(contains(
            "next: lab 2, step \"a thread for each client\": read",
        )));
    for lab in harness::labs::all() {
        bare.judge(&lab, |_| Some("passed"));
    }
    bare.lab(&[]).success().stdout(contains("next: nothing"));
    bare.lab(&["hint", "echo"])
        .success()
        .stdout(contains("Every step of lab echo is finished"));
}

#[test]
fn who_judges_one_check_of_a_later_step_is_at_that_step() {
    let bare = Bare::new();
    bare.judge(&echo(), |step| (step == "any bytes").then_some("failed"));
    bare.lab(&[])
        .success()
        .stdout(contains("next: lab 1, step \"any bytes\""));
    bare.judge(&echo(), |step| (step == "banner").then_some("passed"));
    bare.lab(&[])
        .success()
        .stdout(contains("next: lab 1, step \"one message\""));
}

#[test]
fn where_the_harness_could_not_judge_there_is_no_score() {
    let bare = Bare::new();
    bare.judge(&echo(), |step| {
        Some(if step == "banner" { "broken" } else { "passed" })
    });
    bare.lab(&[]).success().stdout(
        contains("no score, judge it again")
            .and(contains("could not be judged"))
            .and(contains("next: lab 1, step \"banner\"")),
    );
}

#[test]
fn what_check_keeps_is_what_the_map_reads() {
    let bare = Bare::new();
    // A program that ends at once: no contract is kept, and nothing has to be built.
    bare.lab(&["check", "echo", "--server", "true {addr}"])
        .code(1);
    let others = fs::read_dir(bare.path(".lab/others")).expect("another's results are kept");
    let kept: Vec<PathBuf> = others
        .map(|entry| entry.expect("it is read").path().join("results/echo.json"))
        .collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    // One check alone says nothing of the others, and is not kept.
    let before = fs::read(&kept[0]).expect("it is read");
    bare.lab(&[
        "check",
        "echo",
        "--server",
        "true {addr}",
        "--check",
        "banner",
    ])
    .code(1);
    assert_eq!(fs::read(&kept[0]).expect("it is read"), before);
    fs::copy(&kept[0], bare.path(".lab/results/echo.json")).expect("it is copied");
    let output = bare.lab(&[]).success().stderr("");
    assert!(line_of(&output, "banner").starts_with("✗ banner 0/"));
}

#[rstest]
#[case::no_json("{\"schema\":")]
#[case::older(r#"{"schema":"roundtrip/report/v0","lab":"echo","checks":[]}"#)]
#[case::another_labs(r#"{"schema":"roundtrip/report/v1","lab":"calculator","checks":[]}"#)]
#[case::strange_check(r#"{"schema":"roundtrip/report/v1","lab":"echo","checks":[{"name":"\u001b[2J","verdict":"passed"}]}"#)]
#[case::strange_verdict(r#"{"schema":"roundtrip/report/v1","lab":"echo","checks":[{"name":"banner","verdict":"\u001b[2J"}]}"#)]
#[case::twice(r#"{"schema":"roundtrip/report/v1","lab":"echo","checks":[{"name":"banner","verdict":"passed"},{"name":"banner","verdict":"failed"}]}"#)]
#[case::empty("")]
#[case::deep(&"[".repeat(100_000))]
fn results_that_cannot_be_used_are_set_aside(#[case] text: &str) {
    let bare = Bare::new();
    bare.write_results("echo", text);
    must_be_set_aside(&bare);
    let aside = bare.path(".lab/results/echo.json.damaged");
    assert_eq!(fs::read_to_string(aside).expect("it is kept"), text);
}

#[test]
fn results_that_are_too_long_are_set_aside() {
    let bare = Bare::new();
    let good = report("echo", Vec::new()).to_string();
    bare.write_results("echo", &(good + &" ".repeat(16 << 20)));
    must_be_set_aside(&bare);
}

#[test]
fn results_that_are_a_folder_are_set_aside() {
    let bare = Bare::new();
    fs::create_dir(bare.path(".lab/results/echo.json")).expect("it is made");
    must_be_set_aside(&bare);
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_are_a_pipe_are_set_aside() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let bare = Bare::new();
    let path = bare.path(".lab/results/echo.json");
    mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("it is made");
    must_be_set_aside(&bare);
}

/// The map tells once that echo's results are of no use, shows its steps unjudged, and goes on.
#[track_caller]
fn must_be_set_aside(bare: &Bare) {
    let output = bare
        .lab(&[])
        .success()
        .stdout(contains(
            "next: lab 1, step \"banner\": read exercises/01-echo/README.md, and judge:",
        ))
        .stderr(
            contains("echo.json.damaged")
                .and(contains("`cargo lab check echo` judges your work anew"))
                .and(contains("\u{1b}").not()),
        );
    assert!(line_of(&output, "banner").starts_with("· banner –/"));
    assert!(bare.path(".lab/results/echo.json.damaged").exists());
    assert!(!bare.path(".lab/results/echo.json").exists());
    bare.lab(&[]).success().stderr("");
}

/// The hints for a step of echo, each as its first words, which stay on one line.
fn echo_hints(step: &str) -> Vec<String> {
    let all = hints::read(&original_hints(&echo())).expect("they are read");
    let found = all.into_iter().find(|one| one.step == step);
    let hints = found.expect("the step has hints").hints;
    hints
        .iter()
        .map(|hint| hint.chars().take(30).collect())
        .collect()
}

#[test]
fn hints_come_one_at_a_time_and_end() {
    let bare = Bare::new();
    let hints = echo_hints("banner");
    let last = hints.len() - 1;
    for (place, hint) in hints.iter().enumerate() {
        let output = bare
            .lab(&["hint", "echo"])
            .success()
            .stderr("")
            .stdout(contains(format!("hint {} of {}", place + 1, hints.len())))
            .stdout(contains(hint));
        for other in hints.iter().filter(|other| *other != hint) {
            assert!(
                !predicate::str::contains(other)
                    .eval(&String::from_utf8_lossy(&output.get_output().stdout))
            );
        }
        let is_last = predicate::str::contains("that was the last one");
        let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert_eq!(is_last.eval(&text), place == last, "{text}");
    }
    for _ in 0..2 {
        bare.lab(&["hint", "echo"]).success().stdout(
            contains(format!("All {} hints", hints.len()))
                .and(contains("cargo lab check echo"))
                .and(contains("Ask a person"))
                .and(contains(&hints[last]).not()),
        );
    }
}

#[test]
fn hints_are_repeated_without_a_new_one() {
    let bare = Bare::new();
    let hints = echo_hints("banner");
    bare.lab(&["hint", "echo", "--again"])
        .success()
        .stdout(contains("none was given yet"));
    bare.lab(&["hint", "echo"]).success();
    bare.lab(&["hint", "echo"]).success();
    for _ in 0..2 {
        bare.lab(&["hint", "echo", "--again"]).success().stdout(
            contains(&hints[0])
                .and(contains(&hints[1]))
                .and(contains(&hints[2]).not()),
        );
    }
    bare.lab(&["hint", "echo"])
        .success()
        .stdout(contains(&hints[2]));
}

#[rstest]
#[case::name("the loop")]
#[case::capitals("The Loop")]
#[case::number("3")]
fn a_step_can_be_named(#[case] step: &str) {
    let bare = Bare::new();
    bare.lab(&["hint", "echo", "--step", step])
        .success()
        .stdout(
            contains(&echo_hints("the loop")[0])
                .and(contains("cargo lab hint echo --step 'the loop'")),
        );
    // Another step's hints are counted by themselves.
    bare.lab(&["hint", "echo"])
        .success()
        .stdout(contains(&echo_hints("banner")[0]));
}

#[test]
fn a_hint_is_for_the_first_step_that_is_not_finished() {
    let bare = Bare::new();
    bare.judge(&echo(), |step| {
        Some(match step {
            "banner" => "passed",
            "one message" => "failed",
            _ => "skipped",
        })
    });
    bare.lab(&["hint", "1"])
        .success()
        .stdout(contains(&echo_hints("one message")[0]));
}

#[test]
fn a_hint_that_is_missing_is_told() {
    let bare = Bare::new();
    bare.lab(&["hint", "ecko"])
        .code(2)
        .stderr(contains("there is no lab `ecko`"));
    bare.lab(&["hint", "echo", "--step", "lop"])
        .code(2)
        .stderr(contains("no step `lop`").and(contains("banner, one message, the loop")));
    let path = bare.hints(&echo());
    fs::write(&path, "## one message\n\n1. Think.\n\n## the loop\n").expect("it is written");
    for arguments in [&["hint", "echo"][..], &["hint", "echo", "--step", "3"]] {
        bare.lab(arguments)
            .code(2)
            .stderr(contains("hints.md has no hints for the step"));
    }
    fs::remove_file(&path).expect("it is removed");
    bare.lab(&["hint", "echo"])
        .code(2)
        .stderr(contains("there are no hints in").and(contains("hints.md")));
    assert!(!bare.path(".lab/hints.json").exists());
}

#[rstest]
#[case::no_json("]")]
#[case::older(r#"{"schema":"roundtrip/hints/v0","given":{"echo":{"banner":2}}}"#)]
#[case::negative(r#"{"schema":"roundtrip/hints/v1","given":{"echo":{"banner":-1}}}"#)]
fn a_damaged_record_of_hints_is_set_aside(#[case] text: &str) {
    let bare = Bare::new();
    fs::write(bare.path(".lab/hints.json"), text).expect("it is written");
    bare.lab(&["hint", "echo"])
        .success()
        .stderr(contains("hints.json.damaged"))
        .stdout(contains("hint 1 of "));
    bare.lab(&["hint", "echo"])
        .success()
        .stderr("")
        .stdout(contains("hint 2 of "));
    let aside = bare.path(".lab/hints.json.damaged");
    assert_eq!(fs::read_to_string(aside).expect("it is kept"), text);
}

#[test]
fn more_hints_given_than_there_are_is_the_end() {
    let bare = Bare::new();
    let many = r#"{"schema":"roundtrip/hints/v1","given":{"echo":{"banner":1000000}}}"#;
    fs::write(bare.path(".lab/hints.json"), many).expect("it is written");
    bare.lab(&["hint", "echo"])
        .success()
        .stdout(contains("hints for this step were given"));
    bare.lab(&["hint", "echo", "--again"])
        .success()
        .stdout(contains("these are all"));
}

#[test]
fn every_exercise_has_hints_for_each_of_its_steps() {
    for lab in harness::labs::all() {
        let path: &Path = &original_hints(&lab);
        let all = hints::read(path).expect("they are read");
        let headings: Vec<&str> = all.iter().map(|one| one.step.as_str()).collect();
        assert_eq!(headings, lab.steps, "{}", path.display());
        // Counted by hand, so that none is lost in another one's text.
        let text = fs::read_to_string(path).expect("it is read");
        let numbered = text.lines().filter(|line| {
            let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
            digits.len() < line.len() && digits.starts_with(". ")
        });
        let parsed: usize = all.iter().map(|one| one.hints.len()).sum();
        assert_eq!(numbered.count(), parsed, "{}", path.display());
        for one in &all {
            assert!(one.hints.len() > 1, "{}: {}", path.display(), one.step);
            assert!(
                one.hints[0].contains('?'),
                "the first is a question: {one:?}"
            );
        }
    }
}
