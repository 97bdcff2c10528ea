//! Disks that cannot be written, and that are full: what was there before stays whole.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use predicates::prelude::*;
use predicates::str::contains;

mod kit;

use kit::small::{MAIN, MEASURE, SRC, Small};

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

#[test]
fn what_was_measured_is_told_where_it_cannot_be_kept() {
    if !may_mount() {
        return;
    }
    let small = Small::new();
    small.solve();
    small.lab(&MEASURE).success();
    let before = small.read(".lab/measure/echo.svg");
    let measure = format!("\"$LAB\" {}", MEASURE.join(" "));
    let target = tempfile::tempdir().expect("a folder");
    let built = format!("export CARGO_TARGET_DIR='{}'", target.path().display());
    let mount = "mount --bind . .; mount -o remount,bind,ro .; cd \"$PWD\"";
    script(&small, &format!("{mount}; {built}; exec {measure}"))
        .success()
        .stdout(contains("replies per second"))
        .stderr(contains("the plot is not saved").and(contains("Read-only file system")));
    let disk = disk("128k");
    script(
        &small,
        &format!("{disk}; fill; {measure}; cp .lab/measure/echo.svg after.svg"),
    )
    .success()
    .stdout(contains("replies per second"))
    .stderr(contains("the plot is not saved").and(contains("No space left on device")));
    assert_eq!(small.read("after.svg"), before);
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
