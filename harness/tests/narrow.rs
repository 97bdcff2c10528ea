//! What `cargo lab` prints fits a screen of 60 columns. Only what is to be copied may be wider.

#![cfg(target_os = "linux")]

use std::process::Command;

use harness::talk::escape::width;
use rstest::rstest;

mod kit;

use kit::small::Small;
use kit::terminal::Terminal;

#[rstest]
#[case::map("")]
#[case::list("list")]
#[case::list_one("list calculator")]
#[case::explain("explain calculator/empty-line")]
#[case::hint("hint echo")]
#[case::check("check echo --server 'true {addr}'")]
fn every_line_fits(#[case] arguments: &str) {
    let small = Small::with_hints();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("\"$LAB\" {arguments}; echo the end")])
        .current_dir(small.folder())
        .env("LAB", env!("CARGO_BIN_EXE_lab"))
        .env("NO_COLOR", "1");
    let mut terminal = Terminal::run_in_columns(&mut shell, 60);
    let text = terminal.await_line("the end");
    assert!(text.lines().count() > 3, "{text}");
    for line in text.lines().map(str::trim_end) {
        let is_copied = line.contains("cargo lab") || line.contains("(exercises/");
        assert!(is_copied || width(line) <= 60, "{line:?}");
    }
}
