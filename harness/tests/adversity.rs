//! What a student's evening must survive: damaged results, folders that cannot be written, disks
//! that are full, readers that have gone. Whatever it is, `cargo lab` says so, and loses nothing.

#![cfg(target_os = "linux")]

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use serde_json::Value;

mod kit;

use kit::small::{MAIN, SRC, Small};

/// A server that is judged without a build, and keeps no promise.
const NO_SERVER: [&str; 4] = ["check", "echo", "--server", "true {addr}"];

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
        assert!(fs::symlink_metadata(aside).is_ok(), "{path}: {command:?}");
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

/// A folder before what is in it.
fn walk(path: &Path, each: &mut dyn FnMut(&Path)) {
    each(path);
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("it is read") {
            walk(&entry.expect("it is read").path(), each);
        }
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

/// Whether a shell may mount what it likes, for itself alone. Where all is promised, as in CI, it
/// must.
fn may_mount() -> bool {
    let output = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        .output();
    let is_allowed = output.is_ok_and(|output| output.status.success());
    assert!(
        is_allowed || std::env::var_os("ROUNDTRIP_ALL_PROGRAMS").is_none(),
        "nothing can be mounted"
    );
    if !is_allowed {
        eprintln!("not tried: this machine lets nobody mount anything");
    }
    is_allowed
}

/// Runs a script in which this may be mounted; it ends at the first command that fails.
fn script(small: &Small, lines: &str) -> assert_cmd::assert::Assert {
    small
        .program("unshare")
        .args(["-rm", "sh", "-ec", lines])
        .assert()
}

#[test]
fn a_read_only_disk_is_told() {
    if !may_mount() {
        return;
    }
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    let target = tempfile::tempdir().expect("a folder");
    let built = format!("export CARGO_TARGET_DIR='{}'", target.path().display());
    small.lab(&["check", "echo"]).code(1);
    let mount = "mount --bind . .; mount -o remount,bind,ro .; cd \"$PWD\"";
    script(
        &small,
        &format!("{mount}; {built}; exec \"$LAB\" check echo"),
    )
    .code(1)
    .stdout(contains("of 100 points"))
    .stderr(contains("this verdict is not kept").and(contains("Read-only file system")));
    script(
        &small,
        &format!("{mount}; {built}; exec \"$LAB\" submit echo"),
    )
    .code(2)
    .stderr(
        contains("the zip could not be written in").and(contains("cargo lab submit --to FILE")),
    );
    script(&small, &format!("{mount}; exec \"$LAB\" reset echo"))
        .code(2)
        .stderr(contains("is as it was: Read-only file system"));
    small.put(&format!("{SRC}/lib.rs"), "//! Other.\n");
    script(&small, &format!("{mount}; exec \"$LAB\" check echo"))
        .code(2)
        .stderr(
            contains("nothing can be built in")
                .and(contains("Read-only file system"))
                .and(contains("CARGO_TARGET_DIR=")),
        );
    assert!(small.zips().is_empty());
}

/// A disk in the place of `.lab`, with as much room as this, that already has the results.
fn disk(room: &str) -> String {
    format!(
        "cp -r .lab before; mount -t tmpfs -o size={room} tmpfs .lab; cp -r before/. .lab; \
         fill() {{ head -c 1G /dev/zero > .lab/filling 2>&1 || true; }}"
    )
}

#[test]
fn a_full_disk_keeps_what_it_has() {
    if !may_mount() {
        return;
    }
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    small.lab(&["check", "echo"]).code(1);
    small.put(".lab/results/echo.json", "older");
    let disk = disk("128k");
    script(
        &small,
        &format!(
            "{disk}; fill; \"$LAB\" check echo || test $? = 1; \
             cmp before/results/echo.json .lab/results/echo.json; ls -A .lab/results"
        ),
    )
    .success()
    .stdout(contains("of 100 points"))
    .stdout(predicate::str::ends_with("\necho.json\n"))
    .stderr(contains("this verdict is not kept").and(contains("No space left on device")));
    fs::remove_dir_all(small.path("before")).expect("it is removed");
    script(&small, &format!("{disk}; fill; exec \"$LAB\" reset echo"))
        .code(2)
        .stderr(contains("is where it was: No space left on device"));
    assert_eq!(small.read(&format!("{SRC}/bin/echo-server.rs")), MAIN);
}

/// What `reset` cannot move in one step it copies, and removes only then.
#[test]
fn work_is_saved_on_another_disk_too() {
    if !may_mount() {
        return;
    }
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    fs::create_dir(small.path(".lab")).expect("it is made");
    script(
        &small,
        &format!(
            "{}; \"$LAB\" reset echo; cp -r .lab/saved after",
            disk("8m")
        ),
    )
    .success()
    .stdout(contains(".lab/saved/01-echo-1"));
    assert_eq!(small.read(&format!("{SRC}/lib.rs")), "todo!()");
    assert_eq!(small.read("after/01-echo-1/src/bin/echo-server.rs"), MAIN);
    assert_eq!(small.read("after/01-echo-1/src/.lib.rs.swp"), "an editor's");
}

/// As on a full disk, and on every machine: no file may be longer than nothing.
fn without_room(small: &Small, arguments: &str) -> assert_cmd::assert::Assert {
    let limit = format!("trap '' XFSZ; ulimit -f 0; exec \"$LAB\" {arguments}");
    small.program("sh").args(["-c", &limit]).assert()
}

#[test]
fn no_half_zip_is_left() {
    let small = Small::new();
    small.lab(&["submit", "echo"]).success();
    let before = fs::read(small.path("submission-1.zip")).expect("it is there");
    let results = small.read(".lab/results/echo.json");
    without_room(&small, "submit echo")
        .code(2)
        .stderr(contains("the zip could not be written").and(contains("File too large")));
    assert_eq!(small.zips(), ["submission-1.zip"]);
    let after = fs::read(small.path("submission-1.zip")).expect("it is there");
    assert_eq!(after, before);
    assert_eq!(small.read(".lab/results/echo.json"), results);
}

#[test]
fn work_stays_where_no_stub_can_be_written() {
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    without_room(&small, "reset echo")
        .code(2)
        .stderr(contains("is as it was: File too large"));
    assert_eq!(small.read(&format!("{SRC}/bin/echo-server.rs")), MAIN);
    let left = fs::read_dir(small.path("exercises/01-echo")).expect("it is read");
    assert_eq!(left.count(), 3, "Cargo.toml, notes.txt, src");
}

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

#[test]
fn a_target_folder_that_cannot_be_written_is_told() {
    let small = Small::new();
    small
        .command(&["check", "echo"])
        .env("CARGO_TARGET_DIR", "/proc/target")
        .assert()
        .code(2)
        .stderr(contains("nothing can be built in /proc").and(contains("CARGO_TARGET_DIR=")));
}

#[rstest]
#[case::check(&["check", "echo"])]
#[case::submit(&["submit", "echo"])]
#[case::replay(&["replay", "echo/one-line"])]
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
#[case::check(&["check", "threaded-echo"])]
#[case::replay(&["replay", "threaded-echo/one-line"])]
#[case::race(&["race", "threaded-echo"])]
fn a_lab_that_does_not_compile_is_not_judged(#[case] arguments: &[&str]) {
    let small = Small::new();
    add_half_lab(&small);
    small
        .lab(arguments)
        .code(1)
        .stdout("")
        .stderr(contains("unclosed delimiter").and(contains(
            "lab threaded-echo: it does not compile, so nothing was judged",
        )));
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

/// Every command that prints, without a build.
const COMMANDS: [&[&str]; 14] = [
    &[],
    &["list"],
    &["list", "echo"],
    &["explain", "echo/one-line"],
    &["explain", "echo/one-line", "--json"],
    &["hint", "echo"],
    &["hint", "echo", "--again"],
    &["replay", "echo/one-line", "--by-hand"],
    &["reset", "echo"],
    &["--help"],
    &["check", "--help"],
    &["--version"],
    &NO_SERVER,
    &["check", "echo", "--json", "--server", "true {addr}"],
];

#[test]
fn what_cannot_be_printed_is_told() {
    let small = Small::with_hints();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    for arguments in COMMANDS {
        let full = || {
            OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .expect("it is there")
        };
        let mut lab = std_lab(&small, arguments);
        let output = lab.stdout(full()).output().expect("lab runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.contains("could not be written to standard output: No space left on device"),
            "{arguments:?}: {said}"
        );
        // Nothing can be said at all.
        let status = lab
            .stdout(full())
            .stderr(full())
            .status()
            .expect("lab runs");
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_gone_ends_nothing() {
    let small = Small::with_hints();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let usual = std_lab(&small, arguments).output().expect("lab runs");
        let output = std_lab(&small, arguments)
            .stdout(writer)
            .output()
            .expect("lab runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            usual.status.code(),
            "{arguments:?}: {said}"
        );
        assert!(!said.contains("roken pipe"), "{arguments:?}: {said}");
    }
}

fn std_lab(small: &Small, arguments: &[&str]) -> Command {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(small.folder())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .args(arguments);
    lab
}

/// A print of the library's or std's own would panic where the disk is full.
#[test]
fn every_command_prints_by_its_screen() {
    let folder = kit::root().join("harness/src/bin/lab");
    walk(&folder, &mut |path| {
        if path.is_dir() || path.ends_with("screen.rs") {
            return;
        }
        let source = fs::read_to_string(path).expect("it is read");
        for line in source.lines() {
            for print in ["print!(", "println!("] {
                let others = line.matches(print).count();
                let ours = line.matches(&format!("screen::{print}")).count()
                    + line.matches(&format!("screen::e{print}")).count();
                assert_eq!(others, ours, "{}: {line}", path.display());
            }
        }
    });
}
