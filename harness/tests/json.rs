//! `--json`: each command that tells something tells it to programs, too, in one line.

use std::path::Path;
use std::process::Output;

use rstest::rstest;
use serde_json::Value;

mod kit;

use kit::small::Small;

/// The only line that is printed, and the exit status is as without `--json`.
#[track_caller]
fn told(output: &Output, status: i32) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(status), "{output:?}");
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn run(folder: &Path, typed: &str) -> Output {
    let words = shell_words::split(typed).expect("every quote is closed");
    let mut lab = kit::lab();
    lab.current_dir(folder).env_remove("CARGO_TARGET_DIR");
    lab.args(words).arg("--json").output().expect("lab runs")
}

#[rstest]
#[case::map("", "map", 0, "/labs/3/lab", "calculator")]
#[case::list("list", "list", 0, "/labs/0/steps/0/checks/0/name", "banner")]
#[case::list_lab("list 4", "list", 0, "/labs/0/lab", "calculator")]
#[case::explain("explain echo/cut-utf8", "explain", 0, "/proof/kind", "talks")]
#[case::check("check echo --wrong lossy-utf8", "report", 1, "/lab", "echo")]
#[case::replay("replay echo/half-close --solution", "replay", 0, "/verdict", "passed")]
#[case::replay_that_fails(
    "replay echo/half-close --wrong deadlock",
    "replay",
    1,
    "/verdict",
    "failed"
)]
#[case::by_hand(
    "replay echo/half-close --by-hand",
    "replay",
    0,
    "/talks/0/by_hand/moves/0/command",
    "cargo run -p echo --bin echo-server -- 127.0.0.1:9999"
)]
#[case::measure(
    "measure echo --solution --clients 1 --rounds 1 --window 20",
    "measurement",
    0,
    "/curves/1/name",
    "loopback"
)]
#[case::audit(
    "audit echo --only deadlock",
    "audit",
    0,
    "/seen/0",
    "echo/deadlock: one-line"
)]
fn a_command_tells_it_to_programs(
    #[case] typed: &str,
    #[case] schema: &str,
    #[case] status: i32,
    #[case] place: &str,
    #[case] wanted: &str,
) {
    let told = told(&run(&kit::root(), typed), status);
    assert_eq!(told["schema"], format!("roundtrip/{schema}/v1"));
    assert_eq!(told.pointer(place), Some(&wanted.into()), "{told}");
}

#[test]
fn a_replay_tells_what_happened() {
    let output = run(&kit::root(), "replay echo/half-close --wrong deadlock");
    let told = told(&output, 1);
    let conversation = told["talks"][0]["conversation"].to_string();
    assert!(conversation.contains("connects"), "{conversation}");
    let headline = told["finding"]["headline"].to_string();
    assert!(headline.contains("never will"), "{headline}");
}

#[test]
fn a_students_way_is_told_to_programs() {
    let small = Small::with_hints();
    let run = |typed| run(small.folder(), typed);
    small.put("harness/stubs/01-echo/src/lib.rs", "//! Echo.\n");

    let map = told(&run(""), 0);
    assert_eq!(map["next"]["command"], "cargo lab check echo");
    assert_eq!(map["labs"][0]["score"], Value::Null, "not judged yet");
    told(&run("check echo"), 1);
    let map = told(&run(""), 0);
    assert!(map["labs"][0]["score"].is_u64(), "{map}");
    assert_eq!(map["labs"][0]["steps"][0]["standing"], "open");

    let hint = told(&run("hint echo"), 0);
    assert_eq!(
        (&hint["given"], &hint["hints"][0]["number"]),
        (&"new".into(), &1.into())
    );
    let next = told(&run("hint echo"), 0);
    assert_eq!(next["hints"][0]["number"], 2, "the first counts as given");
    let again = told(&run("hint echo --again"), 0);
    assert_eq!(again["hints"].as_array().map(Vec::len), Some(2));
    assert_eq!(again["hints"][0], hint["hints"][0]);

    let submitted = told(&run("submit echo --to a.zip"), 0);
    assert_eq!(submitted["schema"], "roundtrip/submission/v1");
    assert!(small.path("a.zip").is_file());
    let reset = told(&run("reset echo"), 0);
    assert_eq!(reset["next"], "cargo lab check echo");
    let saved = reset["saved"].as_str().expect("something was there");
    assert!(Path::new(saved).join("src/bin/echo-server.rs").is_file());
}

#[test]
fn a_mistake_is_told_on_standard_error() {
    let output = run(&kit::root(), "list ecko");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no lab `ecko`"));
}

#[cfg(feature = "class")]
mod class {
    use std::fs;

    use super::*;

    #[test]
    fn instructors_programs_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let source = folder.path().join("class/ada/exercises/01-echo/src/bin");
        fs::create_dir_all(&source).expect("it is made");
        fs::write(source.join("echo-server.rs"), "fn main() {}\n").expect("it is written");
        let root = kit::root();

        let (class, out) = (path("class"), path("out"));
        let typed = format!("grade {class} --lab echo --no-explorer --out {out}");
        let graded = told(&run(&root, &typed), 0);
        assert_eq!(graded["schema"], "roundtrip/grade/v1");
        assert_eq!(graded["states"]["judged"], 1, "{graded}");
        let known = told(&run(&root, &typed), 0);
        assert_eq!(known["known"], 1, "{known}");

        let merged = told(
            &run(&root, &format!("merge {out} --out {}", path("all"))),
            0,
        );
        assert_eq!(merged["schema"], "roundtrip/merge/v1");
        assert_eq!(
            (&merged["records"], &merged["gaps"]),
            (&1.into(), &Value::Array(vec![]))
        );

        let written = told(&run(&root, &format!("handout {}", path("kit"))), 0);
        assert_eq!(written["schema"], "roundtrip/handout/v1");
        assert!(folder.path().join("kit/README.md").is_file());
    }

    #[test]
    fn the_sandbox_is_told_of() {
        let output = run(&kit::root(), "doctor");
        let status = output.status.code().expect("it exits");
        let told = told(&output, status);
        let parts = told["parts"].as_array().expect("it has parts");
        let is_whole = parts.iter().all(|part| part["in_force"] == true);
        assert_eq!(status, i32::from(!is_whole));
    }
}
