//! What a student's evening must survive: what is kept is damaged, or cannot be read or written.
//! Whatever it is, `cargo lab` says so, and loses nothing.

#![cfg(target_os = "linux")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use serde_json::Value;

mod kit;

use kit::small::{MAIN, NO_SERVER, SRC, Small};
use kit::walk;

/// What is there instead of what should be.
enum Damage {
    File(&'static str),
    Folder,
    Nowhere,
    Pipe,
}

impl Damage {
    fn put(&self, path: &Path) {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is made");
        match self {
            Damage::File(text) => fs::write(path, text).expect("it is written"),
            Damage::Folder => fs::create_dir_all(path.join("in it")).expect("it is made"),
            Damage::Nowhere => symlink("/nowhere/at/all", path).expect("it is made"),
            Damage::Pipe => rustix::fs::mknodat(
                rustix::fs::CWD,
                path,
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
                0,
            )
            .expect("it is made"),
        }
    }
}

#[rstest]
#[case::all_a_file(".lab", Damage::File("x"))]
#[case::all_nowhere(".lab", Damage::Nowhere)]
#[case::results_a_file(".lab/results", Damage::File(""))]
#[case::results_nowhere(".lab/results", Damage::Nowhere)]
#[case::report_a_folder(".lab/results/echo.json", Damage::Folder)]
#[case::report_a_pipe(".lab/results/echo.json", Damage::Pipe)]
#[case::report_garbage(".lab/results/echo.json", Damage::File("\u{0}\u{fffd}\u{1b}[2J"))]
#[case::report_cut(".lab/results/echo.json", Damage::File("{\"schema\":\"roundtrip/rep"))]
#[case::report_older(
    ".lab/results/echo.json",
    Damage::File("{\"schema\":\"roundtrip/report/v0\",\"lab\":\"echo\",\"checks\":[]}")
)]
#[case::report_newer(
    ".lab/results/echo.json",
    Damage::File("{\"schema\":\"roundtrip/report/v9\",\"lab\":\"echo\",\"checks\":[],\"new\":1}")
)]
#[case::failures_a_file(".lab/failures", Damage::File(""))]
#[case::last_a_folder(".lab/last", Damage::Folder)]
#[case::last_a_pipe(".lab/last", Damage::Pipe)]
#[case::hints_a_folder(".lab/hints.json", Damage::Folder)]
#[case::measurements_a_file(".lab/measure", Damage::File(""))]
#[case::plot_a_folder(".lab/measure/echo.svg", Damage::Folder)]
#[case::saved_a_file(".lab/saved", Damage::File(""))]
fn what_is_damaged_is_set_aside(#[case] path: &str, #[case] damage: Damage) {
    for command in [&[][..], &["hint", "echo"], &["replay"], &["reset", "echo"]] {
        let small = Small::with_hints();
        small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
        damage.put(&small.path(path));
        small
            .lab(command)
            .code(if command == ["replay"] { 2 } else { 0 })
            .stderr(contains("panicked").not());
        // Whatever that one had no use for.
        small.lab(&["hint", "echo"]).success();
        small.lab(&[]).success();
        let aside = small.path(&format!("{path}.damaged"));
        // Results are forgotten where the lab is begun anew, of use or not.
        let is_forgotten = command == ["reset", "echo"] && path == ".lab/results/echo.json";
        assert!(
            is_forgotten || fs::symlink_metadata(aside).is_ok(),
            "{path}: {command:?}"
        );
        small.lab(&[]).success().stderr("");
        small.lab(&["hint", "echo"]).success().stderr("");
    }
}

#[rstest]
#[case::all(".lab", Damage::File("x"))]
#[case::results(".lab/results", Damage::Nowhere)]
#[case::report(".lab/results/echo.json", Damage::Folder)]
fn what_is_damaged_is_in_no_verdicts_way(#[case] path: &str, #[case] damage: Damage) {
    let small = Small::new();
    damage.put(&small.path(path));
    small
        .lab(&["check", "echo"])
        .code(1)
        .stdout(contains("of 100 points"))
        .stderr(contains(format!("{path}.damaged")).and(contains("not kept").not()));
    small
        .lab(&[])
        .success()
        .stderr("")
        .stdout(contains("of 100 points"));
}

#[test]
fn nothing_that_was_set_aside_is_overwritten() {
    let small = Small::new();
    for text in ["one", "two", "three"] {
        small.put(".lab/results/echo.json", text);
        small.lab(&[]).success().stderr(contains("set aside as"));
    }
    assert_eq!(small.read(".lab/results/echo.json.damaged"), "one");
    assert_eq!(small.read(".lab/results/echo.json.damaged-2"), "two");
    assert_eq!(small.read(".lab/results/echo.json.damaged-3"), "three");
}

#[rstest]
#[case::bytes("echo/one-line", "one-line.talk", "\u{0}")]
#[case::no_step("echo/one-line", "one-line.talk", "1 connect\n1 zap\n")]
#[case::schedule("echo/one-line", "one-line.schedule", "{\"scenario\":")]
fn a_kept_failure_that_is_damaged_is_told(
    #[case] last: &str,
    #[case] file: &str,
    #[case] text: &str,
) {
    let small = Small::new();
    small.put(".lab/last", last);
    small.put(&format!(".lab/failures/echo/{file}"), text);
    small
        .lab(&["replay"])
        .code(2)
        .stderr(contains("is of no use").and(contains("`cargo lab check echo` saves it anew")));
}

#[rstest]
#[case::elsewhere("../../../../etc/passwd")]
#[case::no_check("echo/no-such-check")]
#[case::nothing("")]
fn a_last_failure_that_names_no_check_is_set_aside(#[case] text: &str) {
    let small = Small::new();
    small.put(".lab/last", text);
    small
        .lab(&["replay"])
        .code(2)
        .stderr(contains("it names no check").and(contains("`cargo lab check LAB`")));
    assert_eq!(small.read(".lab/last.damaged"), text);
}

/// Two at once: each writes whole files, and the last one's stay.
#[test]
fn two_checks_at_once_keep_whole_results() {
    let small = Small::new();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| small.lab(&["check", "echo"]).code(1));
        }
    });
    let report: Value =
        serde_json::from_str(&small.read(".lab/results/echo.json")).expect("it is whole");
    assert_eq!(report["lab"], "echo");
    let names = fs::read_dir(small.path(".lab/results")).expect("it is read");
    assert_eq!(names.count(), 1, "nothing half-written is left");
    small.lab(&[]).success().stderr("");
}

/// Runs this command, by a copy that everybody may run, as an ordinary user.
fn as_ordinary_user(small: &Small, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::new(small.path("harness/lab"));
    command
        .current_dir(small.folder())
        .env("NO_COLOR", "1")
        .args(arguments);
    if is_almighty() {
        command.uid(NOBODY).gid(NOBODY);
    }
    assert_cmd::Command::from_std(command).assert()
}

/// A kit with a stub, and this command in it.
fn with_command() -> Small {
    let small = Small::with_hints();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    // By another process: a file that this one writes, a child of another test's could hold open.
    let status = Command::new("cp")
        .arg(env!("CARGO_BIN_EXE_lab"))
        .arg(small.path("harness/lab"))
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    small
}

const NOBODY: u32 = 65534;

/// Whether permissions are nothing to who runs these tests: to root, unless it was stripped of that.
fn is_almighty() -> bool {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::set_permissions(file.path(), Permissions::from_mode(0o000)).expect("they are set");
    fs::File::open(file.path()).is_ok()
}

/// Gives everything to the ordinary user, with these permissions of `path` and what is in it.
fn hand_over(small: &Small, path: &str, folder: u32, file: u32) {
    let is_almighty = is_almighty();
    let set = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("they are set");
    };
    walk(small.folder(), &mut |path| {
        if is_almighty {
            chown(path, Some(NOBODY), Some(NOBODY)).expect("it is given away");
        }
        set(path, 0o755);
    });
    let mut all = Vec::new();
    walk(&small.path(path), &mut |path| all.push(path.to_owned()));
    // What is in a folder before the folder.
    for path in all.iter().rev() {
        set(path, if path.is_dir() { folder } else { file });
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let small = with_command();
    for name in ["results/echo.json", "hints.json", "last"] {
        small.put(&format!(".lab/{name}"), "secret");
    }
    hand_over(&small, ".lab", 0o000, 0o000);
    let run = |arguments: &[&str]| as_ordinary_user(&small, arguments);
    run(&[]).success().stderr(
        contains("echo.json cannot be read: Permission denied")
            .and(contains("`cargo lab check echo` judges your work anew")),
    );
    run(&["hint", "echo"])
        .success()
        .stdout(contains("hint 1 of"))
        .stderr(contains("the same hint will come again"));
    run(&["replay"])
        .code(2)
        .stderr(contains("last cannot be read: Permission denied"));
    run(&NO_SERVER)
        .code(1)
        .stdout(contains("points"))
        .stderr(contains("this verdict is not kept").and(contains("Permission denied")));
    run(&["reset", "echo"])
        .code(2)
        .stderr(contains("is where it was: Permission denied").and(contains("try again")));
    assert_eq!(small.read(&format!("{SRC}/bin/echo-server.rs")), MAIN);
    hand_over(&small, ".lab", 0o755, 0o644);
}

#[test]
fn a_kit_that_cannot_be_written_is_still_judged() {
    let small = with_command();
    hand_over(&small, "", 0o555, 0o555);
    let run = |arguments: &[&str]| as_ordinary_user(&small, arguments);
    run(&[]).success().stderr("");
    run(&["hint", "echo"])
        .success()
        .stderr(contains("the same hint will come again"));
    run(&NO_SERVER)
        .code(1)
        .stdout(contains("points"))
        .stderr(contains("this verdict is not kept").and(contains(".lab")));
    run(&["reset", "echo"]).code(2).stderr(
        contains("exercises/01-echo could not be written, and is as it was: Permission denied")
            .and(contains("cargo lab reset echo")),
    );
    assert!(!small.path(".lab").exists());
    assert_eq!(small.read(&format!("{SRC}/bin/echo-server.rs")), MAIN);
    hand_over(&small, "", 0o755, 0o644);
}
