//! `cargo lab replay`: which failure it plays, what it says where there is none, and what it tells
//! to type.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;

mod kit;

use kit::lab;
use kit::small::Small;

#[test]
fn the_first_failure_that_can_be_played_is_meant() {
    let small = Small::new();
    small.lab(&["check", "echo"]).code(1);
    for arguments in [&["replay"][..], &["replay", "echo"]] {
        small
            .lab(arguments)
            .code(1)
            .stdout(contains("check: echo/client-one-line"))
            .stderr(contains("note: echo/banner failed first"));
    }
    small
        .lab(&["replay", "echo/client-one-line", "--by-hand"])
        .success()
        .stdout(contains("the client should connect").and(contains("✗ here it went wrong")));
}

#[test]
fn what_passes_now_is_no_failure_any_more() {
    let small = Small::new();
    small.lab(&["check", "echo"]).code(1);
    small.solve();
    small.lab(&["check", "echo", "--check", "banner"]).success();
    // The next one that is saved.
    small
        .lab(&["replay"])
        .success()
        .stdout(contains("check: echo/client-one-line").and(contains("Every step came true.")));
    small.lab(&["check", "echo"]).success();
    for arguments in [&["replay"][..], &["replay", "echo"]] {
        small
            .lab(arguments)
            .code(2)
            .stderr(contains("no failure").and(contains("cargo lab check")));
    }
}

#[test]
fn a_failure_of_another_program_is_done_again_with_its_options() {
    let small = Small::new();
    small.lab(&kit::small::NO_SERVER).code(1);
    small
        .lab(&["replay", "--server", "true {addr}"])
        .code(2)
        .stderr(contains(
            "`cargo lab check echo --server 'true {addr}' --check banner`",
        ));
    // It is not the student's.
    small
        .lab(&["replay"])
        .code(2)
        .stderr(contains("no failure is saved"));
}

#[rstest]
#[case::scene(
    "echo/banner",
    "it has no conversation of its own to play: `cargo lab check echo"
)]
#[case::property("echo/any-bytes", "its conversations are drawn at random")]
#[case::schedules("lock-counter/schedules", "orders of its threads are tried")]
#[case::alone("lost-update", "no failure of lock-counter/lost-update is saved")]
#[case::lab(
    "lock-counter",
    "no failure of lab lock-counter is saved: `cargo lab check lock-"
)]
#[case::labs_number("3", "no failure of lab lock-counter is saved")]
#[case::of_several("banner", "Say whose, as in `cargo lab replay echo/banner`")]
#[case::unknown("baner", "no lab has a check `baner`; did you mean echo/banner")]
#[case::unknown_of_a_lab("echo/baner", "lab echo has no check `baner`; did you mean banner?")]
fn what_was_not_saved_is_not_played(#[case] what: &str, #[case] message: &str) {
    Small::new()
        .lab(&["replay", what])
        .code(2)
        .stderr(contains(message));
}

#[test]
fn a_saved_failure_says_at_which_step_it_was() {
    let wrong = ["--wrong", "lossy-utf8"];
    lab()
        .args(["check", "echo", "--check", "cut-utf8"])
        .args(wrong)
        .assert()
        .code(1);
    lab()
        .args(["replay", "echo/cut-utf8", "--by-hand"])
        .args(wrong)
        .assert()
        .success()
        .stdout(contains("✗ here it went wrong: client 1 got other bytes").count(1));
}

const NCAT: &str = "#!/bin/sh\necho 'Ncat 7.93 ( https://nmap.org/ncat )'\n";
const OPENBSDS: &str = "#!/bin/sh\necho '-N  Shutdown the network socket after EOF on stdin' >&2\n";
const NEVER_ENDS: &str = "#!/bin/sh\nexec sleep 600\n";

#[rstest]
#[case::ncat(Some(NCAT), "    nc 127.0.0.1 9999\n", "press Ctrl-D")]
#[case::openbsds(Some(OPENBSDS), "    nc -N 127.0.0.1 9999\n", "press Ctrl-D")]
#[case::one_that_never_ends(Some(NEVER_ENDS), "    nc 127.0.0.1 9999\n", "press Ctrl-D")]
#[case::none(None, "    python3 -c '", "There is no `nc` here")]
fn what_is_to_be_typed_fits_the_nc_that_is_there(
    #[case] nc: Option<&str>,
    #[case] command: &str,
    #[case] words: &str,
) {
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(script) = nc {
        let path = folder.path().join("nc");
        fs::write(&path, script).expect("it is written");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&path, mode).expect("it may be run");
    }
    // Nothing is started of what is told.
    lab()
        .args(["replay", "echo/half-close", "--by-hand"])
        .args(["--server", "no-such-program-at-all {addr}"])
        .env("PATH", folder.path())
        .assert()
        .success()
        .stdout(
            contains("no-such-program-at-all 127.0.0.1:9999")
                .and(contains(command))
                .and(contains(words)),
        );
}
