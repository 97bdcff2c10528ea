//! What `cargo lab replay --by-hand` says to type, for each conversation of the kit: a shell takes
//! it, and so does Python.

use harness::by_hand::{self, Netcat, Setting};
use harness::check::Proof;
use harness::talk::{Talk, text};
use harness::{SEED, property, seed};
use rstest::rstest;

mod kit;

/// The commands that are told, for the conversations of all labs.
fn commands(netcat: Netcat) -> Vec<String> {
    let mut commands = Vec::new();
    for lab in harness::labs::all() {
        for check in &lab.checks {
            let seed = seed::derive(SEED, lab.name, check.name);
            let talks: Vec<Talk> = match check.proof {
                Proof::Talks(sources) => sources
                    .iter()
                    .map(|source| text::parse(source, seed).expect("it is a talk"))
                    .collect(),
                Proof::Property { strategy, .. } => (0..8)
                    .filter_map(|more| property::draw(&strategy(), seed + more).ok())
                    .collect(),
                Proof::Schedules(_) | Proof::Scene { .. } => continue,
            };
            for talk in &talks {
                let setting = Setting {
                    role: check.role,
                    start: "./program 127.0.0.1:9999",
                    netcat,
                };
                let told = by_hand::tell(talk, setting, None);
                commands.extend(told.moves.into_iter().filter_map(|one| one.command));
            }
        }
    }
    assert!(commands.len() > 200, "only {}", commands.len());
    commands
}

/// Takes each line for a command of a shell, and compiles what it has for Python.
const COMPILE: &str = "
import shlex, sys
count = 0
for line in sys.stdin:
    words = shlex.split(line)
    for place, word in enumerate(words):
        if word == '-c' and words[place - 1] == 'python3':
            compile(words[place + 1], line, 'exec')
            count += 1
print(count)
";

#[rstest]
#[case::openbsds(Netcat::OpenBsd)]
#[case::ncat(Netcat::Ncat("ncat"))]
#[case::busyboxs(Netcat::BusyBox)]
#[case::traditional(Netcat::Traditional)]
#[case::missing(Netcat::Missing)]
fn it_is_a_shells_and_pythons(#[case] netcat: Netcat) {
    let script = commands(netcat).join("\n") + "\n";
    for line in script.lines() {
        // A terminal takes no more in one line.
        assert!(line.len() < 4096, "too long to be pasted: {line}");
    }
    assert_cmd::Command::new("sh")
        .arg("-n")
        .write_stdin(script.as_str())
        .assert()
        .success();
    if kit::is_here("python3") {
        let output = assert_cmd::Command::new("python3")
            .args(["-c", COMPILE])
            .write_stdin(script)
            .assert()
            .success();
        let count = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert_ne!(count.trim(), "0", "a reset at least is Python's");
    }
}
