//! Pages: what a command prints for a person fits a narrow terminal, and has no colours where
//! nobody sees them.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use rstest::rstest;
use textwrap::core::display_width;

mod kit;

use kit::small::Small;
use kit::terminal;

/// The narrowest terminal that pages are for, in columns.
const NARROW: u16 = 60;

/// `cargo lab` in a kit, by what is typed behind it.
fn lab(kit: &Path, typed: &str) -> Command {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(kit)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CARGO_TARGET_DIR")
        .args(shell_words::split(typed).expect("every quote is closed"));
    lab
}

/// What may be wider: a command to be copied, whose words stay whole; one with a pipe or a script in
/// it is in one line.
fn is_command(line: &str) -> bool {
    let words = line.trim_start();
    line.starts_with("    ")
        && ["python3 -c ", "{ read -r _; "]
            .iter()
            .any(|begin| words.starts_with(begin))
}

/// What is printed on a narrow terminal, without its colours. It must fit.
#[track_caller]
fn must_fit(lab: Command, typed: &str) -> String {
    let page = terminal::print(lab, NARROW);
    let page = anstream::adapter::strip_str(&page).to_string();
    assert!(!page.is_empty(), "{typed}: nothing is printed");
    let wide: Vec<&str> = page
        .lines()
        .filter(|line| display_width(line) > NARROW.into() && !is_command(line))
        .collect();
    assert!(wide.is_empty(), "{typed}: {wide:#?}");
    page
}

#[rstest]
fn a_page_fits_a_narrow_terminal(
    #[values(
        "list",
        "list echo",
        "list threaded-echo",
        "list lock-counter",
        "list calculator",
        "check echo --wrong lossy-utf8",
        "check echo --wrong deadlock",
        "check lock-counter --wrong two-acquisitions --check lost-update",
        "check lock-counter --wrong two-acquisitions --check unique-numbers",
        "check calculator --solution --check usage",
        "check echo --server 'true {addr}'",
        "replay echo/half-close --solution",
        "replay echo/half-close --wrong deadlock",
        "replay echo/after-reset-mid-write --by-hand",
        "replay echo/client-exit --by-hand",
        "measure threaded-echo --solution --clients 1,256 --rounds 1 --window 20",
        "audit echo --only deadlock"
    )]
    typed: &str,
) {
    must_fit(lab(&kit::root(), typed), typed);
}

#[test]
fn every_explanation_fits_a_narrow_terminal() {
    for one in harness::labs::all() {
        for check in &one.checks {
            let typed = format!("explain {}", check.path(one.name));
            must_fit(lab(&kit::root(), &typed), &typed);
        }
    }
}

#[test]
fn every_help_fits_a_narrow_terminal() {
    let commands = kit::commands();
    for command in commands.iter().map(String::as_str).chain([""]) {
        let typed = format!("{command} --help");
        let help = must_fit(lab(&kit::root(), &typed), &typed);
        // What clap has wrapped of the examples is no line that could be typed.
        let examples = |help: &str| help.split_once("Example").map(|(_, rest)| rest.to_owned());
        let wide = terminal::print(lab(&kit::root(), &typed), 200);
        assert_eq!(examples(&help), examples(&wide), "{typed}");
    }
}

/// A kit of one small lab with its hints, and its stub.
fn small() -> Small {
    let small = Small::with_hints();
    small.put("harness/stubs/01-echo/src/lib.rs", "//! Echo.\n");
    small
}

/// A student's way, as far as it changes the kit.
const WAY: [&str; 9] = [
    "",
    "check echo",
    "",
    "hint echo",
    "hint echo --again",
    "hint echo --step 'the loop'",
    "submit echo",
    "reset echo",
    "watch echo",
];

#[test]
fn a_students_way_fits_a_narrow_terminal() {
    let small = small();
    for typed in WAY {
        must_fit(lab(small.folder(), typed), typed);
    }
    for step in 1..=6 {
        for _ in 0..6 {
            let typed = format!("hint echo --step {step}");
            must_fit(lab(small.folder(), &typed), &typed);
        }
    }
}

/// On a terminal there are colours, so that this could fail.
#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    let small = small();
    let typed = ["", "list", "check echo", "hint echo --again", "submit echo"];
    for typed in typed {
        let page = terminal::print(lab(small.folder(), typed), NARROW);
        assert!(page.contains('\u{1b}'), "{typed}: {page}");
    }
    for typed in WAY.iter().chain(&["list echo", "--help", "watch --help"]) {
        if typed.starts_with("watch") && *typed != "watch --help" {
            // It clears the screen of a terminal, under NO_COLOR as well.
            continue;
        }
        let mut lab = lab(small.folder(), typed);
        lab.env("NO_COLOR", "1");
        let page = terminal::print(lab, NARROW);
        assert!(!page.contains('\u{1b}'), "{typed} under NO_COLOR: {page:?}");
    }
    for typed in WAY.iter().chain(&["list echo", "--help"]) {
        let output = lab(small.folder(), typed).stdin(Stdio::null()).output();
        let output = output.expect("lab runs");
        for (name, bytes) in [("output", &output.stdout), ("errors", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains('\u{1b}'), "{typed}, its {name}: {text:?}");
        }
    }
}

#[rstest]
fn what_goes_into_a_pipe_is_plain(
    #[values(
        "explain echo/half-close",
        "check echo --wrong lossy-utf8",
        "replay echo/half-close --wrong deadlock",
        "replay echo/half-close --by-hand",
        "audit echo --only deadlock"
    )]
    typed: &str,
) {
    let output = lab(&kit::root(), typed).output().expect("lab runs");
    assert!(!output.stdout.is_empty());
    assert!(!output.stdout.contains(&0x1b), "{output:?}");
    let mut plain = lab(&kit::root(), typed);
    plain.env("NO_COLOR", "1");
    let page = terminal::print(plain, NARROW);
    assert!(!page.contains('\u{1b}'), "{page:?}");
}
