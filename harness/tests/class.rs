//! A class, graded: every score is as it must be, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use harness::class::record::{Record, State};
use harness::lab::Lab;
use harness::source::Kit;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use tempfile::TempDir;

mod kit;
#[path = "kit/class.rs"]
mod made;

fn the_kit() -> Kit {
    Kit::at(kit::root().canonicalize().expect("the kit is there"))
}

fn labs(names: &[&str]) -> Vec<Lab> {
    let find = |name: &&str| harness::labs::find(name).expect("there is such a lab");
    names.iter().map(find).collect()
}

/// A folder of submissions and one for the gradebook.
struct Class {
    folder: TempDir,
}

impl Class {
    fn new() -> Class {
        let class = Class {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(class.submissions()).expect("a folder");
        class
    }

    fn submissions(&self) -> PathBuf {
        self.folder.path().join("submissions")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// `lab grade` of the class.
    fn grade(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut command = kit::lab();
        command.arg("grade").arg(self.submissions());
        command.arg("--out").arg(self.out()).args(arguments);
        command
    }

    fn hand_in(&self, student: &str, lab: &str, files: &[(&str, &str)]) {
        let lab = harness::labs::find(lab).expect("there is such a lab");
        let source = self
            .submissions()
            .join(student)
            .join("exercises")
            .join(lab.folder())
            .join("src");
        for (name, text) in files {
            let path = source.join(name);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
            fs::write(path, text).expect("it is written");
        }
    }

    fn records(&self) -> BTreeMap<String, Record> {
        records(&self.out())
    }
}

/// The last record of each student.
fn records(out: &Path) -> BTreeMap<String, Record> {
    let text = fs::read_to_string(out.join("gradebook.jsonl")).expect("a gradebook");
    let records = text
        .lines()
        .map(|line| serde_json::from_str::<Record>(line).expect("a record"));
    records
        .map(|record| (record.student.id.clone(), record))
        .collect()
}

/// What of a record may not depend on the moment.
fn essence(records: &BTreeMap<String, Record>) -> Vec<(String, State, Option<u32>, Vec<String>)> {
    let verdicts = |record: &Record| {
        let checks = record.checks.iter().map(|check| &check.entry);
        checks
            .map(|entry| format!("{} {}", entry.name, entry.verdict))
            .collect()
    };
    records
        .iter()
        .map(|(id, record)| (id.clone(), record.state, record.score, verdicts(record)))
        .collect()
}

/// A part of the class of 200 that `make bench-class` grades.
#[test]
fn every_score_is_as_expected() {
    let class = Class::new();
    let labs = labs(&["echo", "threaded-echo", "lock-counter", "calculator"]);
    let made = made::make(&the_kit(), &labs, &class.submissions(), 12).expect("a class");
    class.grade(&["--seed", "1"]).assert().success();
    let text = fs::read_to_string(class.out().join("gradebook.jsonl")).expect("a gradebook");
    let records: Vec<Record> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a record"))
        .collect();
    assert_eq!(records.len(), made.len() * labs.len());
    for made in &made {
        let record = records
            .iter()
            .find(|record| record.student.name == made.student && record.lab == made.lab);
        let record = record.expect("it was graded");
        assert_eq!(made::differs(made, record), None);
    }
}

const SERVER: &str = include_str!("programs/echo/threads.rs");

/// Sources of the same size and with older times, one behind the other: a build by times or sizes
/// would give the second the first one's binary.
#[test]
fn nobody_is_judged_with_anothers_binary() {
    let class = Class::new();
    let wrong = SERVER.replace("listening", "LISTENING");
    assert_eq!(wrong.len(), SERVER.len());
    class.hand_in("anna", "echo", &[("bin/echo-server.rs", &wrong)]);
    class.hand_in("ben", "echo", &[("bin/echo-server.rs", SERVER)]);
    class.hand_in("cleo", "echo", &[("bin/echo-server.rs", &wrong)]);
    for (age, student) in ["anna", "ben", "cleo"].into_iter().enumerate() {
        let path = class
            .submissions()
            .join(student)
            .join("exercises/01-echo/src/bin/echo-server.rs");
        let age = Duration::from_secs(3600 * (age as u64 + 1));
        let file = fs::File::options()
            .write(true)
            .open(path)
            .expect("it is there");
        file.set_modified(std::time::SystemTime::now() - age)
            .expect("it is made older");
    }
    class
        .grade(&["--lab", "echo", "--workers", "1"])
        .assert()
        .success();
    let records = class.records();
    let banner = |student: &str| {
        let checks = &records[student].checks;
        let check = checks.iter().find(|check| check.entry.name == "banner");
        check.expect("it was judged").entry.verdict.clone()
    };
    assert_eq!(
        ["anna", "ben", "cleo"].map(banner),
        ["failed", "passed", "failed"]
    );
}

#[test]
fn a_program_that_was_not_handed_in_costs_its_checks_and_no_others() {
    let class = Class::new();
    class.hand_in("anna", "echo", &[("bin/echo-server.rs", SERVER)]);
    class.hand_in(
        "ben",
        "echo",
        &[("bin/echo-server.rs", "fn main() { none }")],
    );
    class.grade(&["--lab", "echo"]).assert().success();
    let records = class.records();
    let anna = &records["anna"];
    assert_eq!(anna.max_score, 100 + hidden_points(anna));
    for check in &anna.checks {
        let is_of_the_client = check.entry.role == harness::program::Role::Client;
        assert_eq!(
            check.entry.verdict == "failed",
            is_of_the_client,
            "{}",
            check.entry.name
        );
    }
    assert_eq!(
        (records["ben"].state, records["ben"].score),
        (State::Refused, Some(0))
    );
    let said = records["ben"].compiler.clone().expect("the compiler spoke");
    assert!(said.contains("src/bin/echo-server.rs:1"), "{said}");
}

fn hidden_points(record: &Record) -> u32 {
    let hidden = record.checks.iter().filter(|check| check.hidden);
    hidden.map(|check| check.entry.max_points).sum()
}

#[test]
fn what_is_done_is_not_done_again_unless_it_changed() {
    let class = Class::new();
    class.hand_in("anna", "echo", &[("bin/echo-server.rs", "fn main() {}")]);
    class
        .grade(&["--lab", "echo"])
        .assert()
        .success()
        .stdout(contains("1 judged"));
    class
        .grade(&["--lab", "echo"])
        .assert()
        .success()
        .stdout(contains("1 known from before"));
    class
        .grade(&["--lab", "echo", "--again"])
        .assert()
        .success()
        .stdout(contains("1 judged"));
    class.hand_in("anna", "echo", &[("bin/echo-server.rs", "fn main() { }")]);
    class
        .grade(&["--lab", "echo"])
        .assert()
        .success()
        .stdout(contains("1 judged"));
    class
        .grade(&["--lab", "echo", "--seed", "5"])
        .assert()
        .code(2)
        .stderr(contains("two seeds"));
}

#[test]
fn shards_are_the_whole_class_once() {
    let class = Class::new();
    for number in 0..6 {
        let text = format!("fn main() {{ /* {number} */ }}");
        class.hand_in(
            &format!("s{number}"),
            "echo",
            &[("bin/echo-server.rs", &text)],
        );
    }
    let out = |name: &str| class.folder.path().join(name);
    let shard = |part: &str, name: &str| {
        let mut command = kit::lab();
        command
            .arg("grade")
            .arg(class.submissions())
            .arg("--out")
            .arg(out(name));
        command.args(["--lab", "echo", "--seed", "7", "--shard", part]);
        command.assert().success();
    };
    shard("1/2", "one");
    let merge = |parts: &[&str], all: &str| {
        let mut command = kit::lab();
        command
            .arg("merge")
            .args(parts.iter().map(|name| out(name)));
        command.arg("--out").arg(out(all)).assert()
    };
    let ours = records(&out("one")).len();
    assert!((1..6).contains(&ours), "{ours}");
    merge(&["one"], "half")
        .code(1)
        .stdout(contains("gap:").and(contains("0 conflicts")));
    shard("2/2", "two");
    merge(&["one", "two"], "all")
        .success()
        .stdout(contains("6 verdicts joined"));
    assert_eq!(records(&out("all")).len(), 6);
    // The same once more changes nothing.
    let before = fs::read(out("all").join("gradebook.jsonl")).expect("it is there");
    merge(&["one", "two"], "all").success();
    assert_eq!(
        fs::read(out("all").join("gradebook.jsonl")).expect("it is there"),
        before
    );
}

/// Starts `lab grade` in a process of its own.
fn start(class: &Class, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lab"))
        .current_dir(kit::root())
        .arg("grade")
        .arg(class.submissions())
        .arg("--out")
        .arg(out)
        .args(["--lab", "echo", "--seed", "3"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

#[test]
fn a_second_run_on_the_same_folder_is_told_so() {
    let class = Class::new();
    class.hand_in(
        "anna",
        "echo",
        &[(
            "bin/echo-server.rs",
            include_str!("../wrong/echo/busy-loop.rs"),
        )],
    );
    class.hand_in(
        "ben",
        "echo",
        &[("bin/echo-server.rs", "fn main() { loop {} }")],
    );
    let mut first = start(&class, &class.out());
    // It holds the folder when it has written its process there.
    let lock = class.out().join("lock");
    while !fs::read_to_string(&lock).is_ok_and(|text| text.contains("roundtrip-class-")) {
        std::thread::yield_now();
    }
    class
        .grade(&["--lab", "echo"])
        .assert()
        .code(2)
        .stderr(contains(first.id().to_string()));
    first.kill().expect("it can be killed");
    first.wait().expect("it ends");
}

/// Killed at whatever moments, and started again: the gradebook is that of an undisturbed run.
#[test]
fn nothing_that_was_finished_is_lost_by_a_kill() {
    let class = Class::new();
    for number in 0..8 {
        let text = SERVER.replace("listening", &format!("listening{}", " ".repeat(number % 2)));
        class.hand_in(
            &format!("s{number}"),
            "echo",
            &[("bin/echo-server.rs", &text)],
        );
    }
    let undisturbed = class.folder.path().join("undisturbed");
    let mut run = start(&class, &undisturbed);
    let mut said = String::new();
    run.stdout
        .take()
        .expect("it is piped")
        .read_to_string(&mut said)
        .expect("it is text");
    assert!(run.wait().expect("it ends").success(), "{said}");
    let mut finished = 0;
    for moment in 0..20_u64 {
        let mut run = start(&class, &class.out());
        // A moment of no meaning, in the beginning, in a build, in a judgement.
        std::thread::sleep(Duration::from_millis(moment * 97 % 1500));
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
        let lines = fs::read_to_string(class.out().join("gradebook.jsonl")).unwrap_or_default();
        let whole = lines
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
            .count();
        assert!(whole >= finished, "{whole} of {finished} lines are there");
        finished = whole;
    }
    class
        .grade(&["--lab", "echo", "--seed", "3"])
        .assert()
        .success();
    assert_eq!(essence(&class.records()), essence(&records(&undisturbed)));
}
