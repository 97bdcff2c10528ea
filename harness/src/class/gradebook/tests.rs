use std::fs;

use proptest::prelude::*;

use super::*;
use crate::class::submission::Student;

fn record(student: &str, lab: &str, sources: &str) -> Record {
    Record {
        schema: SCHEMA.to_owned(),
        student: Student {
            id: student.to_owned(),
            name: student.to_owned(),
        },
        submission: student.to_owned(),
        late: false,
        lab: lab.to_owned(),
        sources: sources.to_owned(),
        kit: "kit".to_owned(),
        seed: "seed".to_owned(),
        state: State::Judged,
        reason: None,
        compiler: None,
        score: Some(1),
        max_score: 100,
        checks: Vec::new(),
        notes: Vec::new(),
        unprotected: Vec::new(),
        seconds: 0.5,
        at: 0,
    }
}

fn open(folder: &Path) -> (Gradebook, Vec<String>) {
    Gradebook::open(folder).expect("it opens")
}

#[test]
fn what_is_done_is_known_when_it_is_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = record("anna", "echo", "1");
    open(folder.path()).0.append(&first).expect("it is written");
    let (book, notices) = open(folder.path());
    assert!(notices.is_empty(), "{notices:?}");
    assert!(book.has(&first.subject(), &first.cause()));
    let other = record("anna", "echo", "2");
    assert!(!book.has(&other.subject(), &other.cause()));
}

#[test]
fn what_could_not_be_judged_is_to_be_run_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut broken = record("anna", "echo", "1");
    broken.state = State::Broken;
    open(folder.path())
        .0
        .append(&broken)
        .expect("it is written");
    let (book, _) = open(folder.path());
    assert!(!book.has(&broken.subject(), &broken.cause()));
}

#[test]
fn a_second_run_is_told_of_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut book, _) = open(folder.path());
    book.leave_word("somewhere").expect("it is written");
    let error = Gradebook::open(folder.path()).expect_err("it is locked");
    let process = std::process::id().to_string();
    assert!(error.to_string().contains(&process), "{error}");
    drop(book);
    assert_eq!(word_left(folder.path()).as_deref(), Some("somewhere"));
    open(folder.path());
}

#[test]
fn lines_of_another_kind_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE);
    fs::write(&path, "{\"schema\":\"another\"}\nnonsense\n").expect("it is written");
    let (mut book, notices) = open(folder.path());
    assert!(notices[0].starts_with("2 lines"), "{notices:?}");
    book.append(&record("anna", "echo", "1"))
        .expect("it is written");
    assert!(
        fs::read_to_string(&path)
            .expect("it is there")
            .starts_with("{\"schema\":\"another\"}\nnonsense\n{")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Wherever a crash has cut the file, the lines before are there, and so is what follows.
    #[test]
    fn no_whole_line_is_lost_by_a_cut(cut in 0.0..1.0_f64) {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["anna", "ben", "cleo"];
        let (mut book, _) = open(folder.path());
        let mut ends = Vec::new();
        let path = folder.path().join(FILE);
        for name in names {
            book.append(&record(name, "echo", "1")).expect("it is written");
            ends.push(fs::metadata(&path).expect("it is there").len());
        }
        drop(book);
        let length = (ends[2] as f64 * cut) as u64;
        fs::OpenOptions::new().write(true).open(&path).expect("it opens").set_len(length).expect("it is cut");
        let (mut book, notices) = open(folder.path());
        for (name, end) in names.iter().zip(&ends) {
            let record = record(name, "echo", "1");
            prop_assert_eq!(book.has(&record.subject(), &record.cause()), *end <= length);
        }
        prop_assert_eq!(notices.is_empty(), length == 0 || ends.contains(&length));
        let last = record("dora", "echo", "1");
        book.append(&last).expect("it is written");
        drop(book);
        prop_assert!(open(folder.path()).0.has(&last.subject(), &last.cause()));
    }
}
