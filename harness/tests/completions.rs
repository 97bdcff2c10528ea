//! `cargo lab completions`: what a shell completes behind `cargo lab`, as the shell itself says.

use std::path::PathBuf;
use std::process::Command;

use rstest::rstest;

mod kit;

/// The script for a shell, in a folder that goes when it is dropped.
fn script(shell: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(shell);
    let output = kit::lab().args(["completions", shell]).output();
    let output = output.expect("lab runs");
    assert!(output.status.success(), "{output:?}");
    std::fs::write(&path, output.stdout).expect("it is written");
    (folder, path)
}

/// What a shell says to a program of its own, whose arguments are the script and what is typed.
#[track_caller]
fn say(shell: &mut Command) -> Vec<String> {
    let output = shell.output().expect("the shell runs");
    assert!(output.stderr.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("it is UTF-8");
    said.lines().map(str::to_owned).collect()
}

/// As Tab does: the words, the place of the last one, and the function that is asked.
const BASH: &str = r#"
cargo_own() { COMPREPLY=(build); }
complete -F cargo_own cargo
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_cargo_or_lab cargo "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

#[rstest]
#[case::command(&["lab", "ch"], &["check"])]
#[case::lab(&["lab", "check", "ca"], &["calculator"])]
#[case::option(&["lab", "check", "echo", "--so"], &["--solution"])]
#[case::check(&["lab", "check", "echo", "--check", "half-c"], &["half-close", "half-close-at-once"])]
#[case::path(&["lab", "explain", "lock-counter/los"], &["lock-counter/lost-update"])]
#[case::saved(&["lab", "replay", "echo/one"], &["echo/one-line"])]
#[case::cargos_own(&["bu"], &["build"])]
fn bash_completes(#[case] typed: &[&str], #[case] wanted: &[&str]) {
    if !kit::is_here("bash") {
        return;
    }
    let (_folder, script) = script("bash");
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", BASH, "bash"]).arg(script);
    assert_eq!(say(bash.arg("cargo").args(typed)), wanted);
}

#[rstest]
#[case::command("cargo lab ch", "check")]
#[case::lab("cargo lab check ca", "calculator")]
#[case::option("cargo lab check echo --so", "--solution")]
#[case::check("cargo lab check echo --check half-close-", "half-close-at-once")]
#[case::path("cargo lab explain lock-counter/los", "lock-counter/lost-update")]
fn fish_completes(#[case] typed: &str, #[case] wanted: &str) {
    if !kit::is_here("fish") {
        return;
    }
    let (_folder, script) = script("fish");
    let mut fish = Command::new("fish");
    fish.args(["--no-config", "-c", "source $argv[1]; complete -C $argv[2]"]);
    let said = say(fish.arg(script).arg(typed));
    let words = said.iter().filter_map(|line| line.split('\t').next());
    assert_eq!(words.collect::<Vec<&str>>(), [wanted]);
}

/// zsh completes only while somebody types; that the script is read without a fault, and is of the
/// name that cargo's own completion asks for, is what can be asked.
#[test]
fn zsh_reads_its_script() {
    if !kit::is_here("zsh") {
        return;
    }
    let (_folder, script) = script("zsh");
    let mut zsh = Command::new("zsh");
    let ask = "compdef() { print -r -- $* }; . $1; whence -w _cargo-lab";
    let said = say(zsh.args(["-f", "-c", ask, "zsh"]).arg(script));
    assert_eq!(said, ["_cargo-lab cargo-lab", "_cargo-lab: function"]);
}
