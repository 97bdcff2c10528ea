//! `cargo lab watch` on a terminal: its keys, Ctrl-Z, and what is said of a lab that is whole, of one
//! that does not compile, and of sources that editors save in their own ways.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};

use rstest::rstest;
use rustix::process::{Pid, Signal, WaitOptions, waitpid};

mod kit;

use kit::small::{MAIN, SRC, Small};
use kit::terminal::Terminal;

/// The end of all that is said until something happens.
const FOOT: &str = "q quit";

fn watch(small: &Small, arguments: &[&str]) -> Command {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(small.folder())
        .env("NO_COLOR", "1")
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_NET_OFFLINE", "true")
        .args(["watch", "echo"])
        .args(arguments);
    lab
}

#[test]
fn h_hints_and_e_explains() {
    let small = Small::with_hints();
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line("of 100 points");
    terminal.await_line("h hint · e explain");
    for number in 1..3 {
        terminal.press("h");
        terminal.await_line(&format!("hint {number} of"));
        terminal.await_line(FOOT);
    }
    terminal.press("e");
    terminal.await_line("echo/banner · 3 points");
    terminal.await_line("cargo lab check echo --check banner");
    terminal.await_line(FOOT);
    terminal.press("q");
    assert!(terminal.child.wait().expect("it ends").success());
}

/// Whether it is pressed before the run has ended or after.
#[test]
fn what_is_asked_during_a_run_is_told_after_it() {
    let small = Small::with_hints();
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line("judging lab echo");
    terminal.press("h");
    let report = terminal.await_line("hint 1 of");
    assert!(report.contains("of 100 points"), "{report}");
    terminal.await_line(FOOT);
    terminal.press("\n");
    terminal.await_line("judging lab echo");
    terminal.press("e");
    terminal.await_line("echo/banner · 3 points");
}

#[test]
fn who_leaves_a_lab_that_is_not_whole_is_told_so() {
    let small = Small::new();
    small.put("exercises/02-threaded-echo/src/lib.rs", "");
    small.put(
        "exercises/02-threaded-echo/Cargo.toml",
        "[package]\nname = \"threaded-echo\"\nversion = \"0.1.0\"\n",
    );
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line(FOOT);
    terminal.press("n");
    terminal.await_line("judging lab threaded-echo");
    terminal.await_line("lab echo is not whole yet; cargo lab watch echo goes on");
}

#[test]
fn a_terminal_that_can_nothing_is_sent_text_alone() {
    let small = Small::new();
    let mut lab = watch(&small, &[]);
    lab.env("TERM", "dumb");
    // What else decides whether there is colour: with `CI`, a dumb terminal has it.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        lab.env_remove(name);
    }
    let mut terminal = Terminal::run(&mut lab);
    for _ in 0..2 {
        let text = terminal.await_line(FOOT);
        assert!(!text.contains('\u{1b}'), "{text:?}");
        terminal.press("\n");
    }
}

#[test]
fn where_nothing_has_failed_nothing_is_explained() {
    let small = Small::new();
    small.put(&format!("{SRC}/lib.rs"), "fn half(");
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line(FOOT);
    terminal.press("e");
    terminal.await_line("no check of lab echo has failed");
}

#[test]
fn a_lab_that_is_whole_leads_to_the_next() {
    let small = Small::with_hints();
    small.solve();
    small.put("exercises/02-threaded-echo/src/lib.rs", "");
    small.put(
        "exercises/02-threaded-echo/Cargo.toml",
        "[package]\nname = \"threaded-echo\"\nversion = \"0.1.0\"\n",
    );
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line("100 of 100 points");
    terminal.await_line("lab echo is whole: n goes on to threaded-echo");
    terminal.await_line(FOOT);
    terminal.press("h");
    terminal.await_line("Every step of lab echo is finished");
    terminal.await_line(FOOT);
    terminal.press("n");
    terminal.await_line("judging lab threaded-echo");
    let said = terminal.await_line(FOOT);
    assert!(!said.contains("not whole yet"), "{said}");
}

#[test]
fn a_compile_error_is_shown_and_the_verdict_once_it_is_mended() {
    let small = Small::new();
    let file = format!("{SRC}/lib.rs");
    small.put(&file, "fn half(");
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line("error: this file contains an unclosed delimiter");
    terminal.await_line("exercises/01-echo/src/lib.rs:1:9");
    terminal.await_line("it does not compile, so nothing was judged");
    terminal.await_line(FOOT);
    small.put(&file, "//! Whole.\n");
    terminal.await_line("of 100 points");
}

/// As a shell sees it: stopped, with the terminal as it was, and then on with it.
#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it() {
    let small = Small::new();
    let mut terminal = Terminal::run(&mut watch(&small, &[]));
    terminal.await_line(FOOT);
    assert!(terminal.is_raw());
    for _ in 0..2 {
        terminal.signal(Signal::TSTP);
        let pid = Pid::from_child(&terminal.child);
        let (_, status) = waitpid(Some(pid), WaitOptions::UNTRACED)
            .expect("it is waited for")
            .expect("it has a status");
        assert!(status.stopped(), "{status:?}");
        assert!(!terminal.is_raw());
        terminal.signal(Signal::CONT);
        terminal.await_line("judging lab echo");
        terminal.await_line(FOOT);
        assert!(terminal.is_raw());
    }
    terminal.press("q");
    assert!(terminal.child.wait().expect("it ends").success());
    assert!(!terminal.is_raw());
}

/// How an editor saves.
#[derive(Clone, Copy)]
enum Editor {
    /// Writes another file, and puts it in the place of the first.
    Replaces,
    /// Moves the first away, writes another, and removes the first: vim's `backupcopy=no`.
    MovesAway,
}

impl Editor {
    fn save(self, small: &Small, text: &str) {
        let file = format!("{SRC}/lib.rs");
        let path = small.path(&file);
        match self {
            Editor::Replaces => {
                small.put(&format!("{SRC}/.lib.rs.new"), text);
                fs::rename(small.path(&format!("{SRC}/.lib.rs.new")), path).expect("it is moved");
            }
            Editor::MovesAway => {
                let away = small.path(&format!("{SRC}/lib.rs~"));
                fs::rename(&path, &away).expect("it is moved");
                small.put(&file, text);
                fs::remove_file(away).expect("it is removed");
            }
        }
    }
}

#[rstest]
#[case::told_replaced(&[], Editor::Replaces)]
#[case::told_moved(&[], Editor::MovesAway)]
#[case::polled_replaced(&["--poll"], Editor::Replaces)]
#[case::polled_moved(&["--poll"], Editor::MovesAway)]
fn an_editor_may_save_by_renaming(#[case] arguments: &[&str], #[case] editor: Editor) {
    let small = Small::new();
    let mut terminal = Terminal::run(&mut watch(&small, arguments));
    for name in ["one", "two"] {
        terminal.await_line(FOOT);
        editor.save(&small, &format!("compile_error!(\"{name}\");\n"));
        terminal.await_line(&format!("error: {name}"));
    }
}

#[rstest]
#[case::told(&[])]
#[case::polled(&["--poll"])]
fn sources_that_are_gone_are_waited_for(#[case] arguments: &[&str]) {
    let small = Small::new();
    let mut terminal = Terminal::run(&mut watch(&small, arguments));
    terminal.await_line(FOOT);
    fs::rename(small.path(SRC), small.path("away")).expect("it is moved");
    terminal.await_line("src is gone. It is waited for; `cargo lab reset echo`");
    fs::rename(small.path("away"), small.path(SRC)).expect("it is moved");
    terminal.await_line("of 100 points");
    terminal.await_line(FOOT);
    // What is in it is watched as before.
    small.put(&format!("{SRC}/bin/echo-server.rs"), "fn half(");
    terminal.await_line("unclosed delimiter");
    terminal.await_line(FOOT);
    small.put(&format!("{SRC}/bin/echo-server.rs"), MAIN);
    terminal.await_line("of 100 points");
}

/// A system that tells of no saves, as one whose editor holds all that it may.
#[rstest]
#[case::no_instance("instances", "Too many open files")]
#[case::no_watch("watches", "it watches as many files as it may")]
fn where_no_save_is_told_of_the_files_are_looked_at(#[case] limit: &str, #[case] reason: &str) {
    let limited = format!("echo 0 > /proc/sys/user/max_inotify_{limit}");
    let allows = |lines: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["-Ur", "sh", "-ec", lines]);
        unshare
    };
    let probe = allows(&limited).stderr(Stdio::null()).status();
    if !probe.is_ok_and(|status| status.success()) {
        assert!(
            std::env::var_os("ROUNDTRIP_ALL_PROGRAMS").is_none(),
            "nobody can be limited"
        );
        eprintln!("not tried: this machine lets nobody limit what the system tells of");
        return;
    }
    let small = Small::new();
    let lab = watch(&small, &[]);
    let mut limited = allows(&format!("{limited}; exec \"$LAB\" watch echo"));
    limited
        .current_dir(small.folder())
        .env("LAB", lab.get_program());
    for (name, value) in lab.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    let mut terminal = Terminal::run(&mut limited);
    terminal.await_line(&format!("the system tells of no saves ({reason}"));
    for name in ["one", "two"] {
        terminal.await_line(FOOT);
        small.put(
            &format!("{SRC}/lib.rs"),
            &format!("compile_error!(\"{name}\");\n"),
        );
        terminal.await_line(&format!("error: {name}"));
    }
}
