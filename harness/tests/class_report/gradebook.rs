//! The gradebook of the tests.

use std::fs;
use std::path::Path;
use std::time::Duration;

use harness::class::reading::{self, Class};
use harness::class::record::{Record, SCHEMA, State, Unread, Verdict};
use harness::class::submission::Student;
use harness::finding::Mark;
use harness::program::Role;
use harness::report::drawing;
use harness::report::json::{Entry, Told, ToldFinding};
use harness::talk::Party::Peer;
use harness::transcript::{Excerpt, Transcript, What};
use tempfile::TempDir;

/// What every text of the gradebook tries, a student each.
pub const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "=HYPERLINK(\"http://203.0.113.9/\",\"x\")",
    "../../x",
    "\x1b]0;owned\x07\x1b[2J\0\r\n\t",
    "\u{202e}gnp.exe\u{200b}\u{feff}",
    "{{ 7 * 7 }}{% include 'x' %}",
    "\"><img src=x onerror=alert(1)>'",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "]]></testcase>&amp;\u{fffe}",
];

/// A word that stands in all texts of hidden checks, and that no student may read.
pub const SECRET: &str = "xyzzy-secret";

/// A gradebook in a folder of its own.
pub struct Out {
    folder: TempDir,
}

impl Out {
    pub fn new() -> Out {
        Out {
            folder: TempDir::new().expect("a folder"),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, records: &[Record]) -> &Out {
        let lines = records
            .iter()
            .map(|record| serde_json::to_string(record).expect("a record is JSON") + "\n");
        self.write_text(&lines.collect::<String>())
    }

    pub fn write_text(&self, text: &str) -> &Out {
        fs::write(self.path().join("gradebook.jsonl"), text).expect("it can be written");
        self
    }

    pub fn write_unread(&self, found: &str) -> &Out {
        let unread = [Unread {
            found: found.to_owned(),
            reason: format!("it is no archive: {found}"),
        }];
        let json = serde_json::to_vec(&unread).expect("it is JSON");
        fs::write(self.path().join("unread.json"), json).expect("it can be written");
        self
    }

    pub fn read(&self) -> Class {
        reading::read(self.path()).expect("it can be read")
    }
}

/// Each hostile text as a student with a failed check of echo, and some more that are in order.
pub fn hostile() -> Out {
    let mut records: Vec<Record> = HOSTILE
        .iter()
        .map(|text| record(text, text, "echo"))
        .collect();
    records.push(record("long", &"x".repeat(4000), "echo"));
    records.push(record("4711", "Ann Other", "echo"));
    records.push(record("4711", "Ann Other", "calculator"));
    records.push(in_state("4712", "Refused Person", State::Refused));
    records.push(in_state("4713", "Broken Person", State::Broken));
    records.push(in_state("4714", "Absent Person", State::Absent));
    records.push(in_state("4715", "Unreadable Person", State::Unreadable));
    let out = Out::new();
    out.write(&records).write_unread(HOSTILE[0]);
    out
}

/// A record whose every text is this one.
pub fn record(id: &str, text: &str, lab: &str) -> Record {
    let checks = vec![
        verdict("banner", "passed", 3, None, false),
        verdict("one-line", "failed", 10, Some(finding(text)), false),
        verdict(
            "many-messages",
            "skipped",
            8,
            Some(Told::Needs {
                needs: "one-line".into(),
            }),
            false,
        ),
        verdict("hidden-one", "failed", 4, Some(finding(SECRET)), true),
        verdict("hidden-two", "passed", 5, None, true),
    ];
    Record {
        schema: SCHEMA.into(),
        student: Student {
            id: id.into(),
            name: text.into(),
        },
        submission: text.into(),
        late: id == "4711",
        lab: lab.into(),
        sources: "00".into(),
        kit: "00".into(),
        seed: "00".into(),
        state: State::Judged,
        reason: None,
        compiler: None,
        score: Some(8),
        max_score: 30,
        checks,
        notes: vec![text.into()],
        unprotected: Vec::new(),
        seconds: 1.5,
        at: 1_772_368_440,
    }
}

pub fn in_state(id: &str, name: &str, state: State) -> Record {
    Record {
        state,
        reason: Some(HOSTILE[0].into()),
        compiler: (state == State::Refused).then(|| {
            format!(
                "\x1b[31merror\x1b[0m: {}\n\tnote: {}",
                HOSTILE[0], HOSTILE[6]
            )
        }),
        score: (state != State::Broken).then_some(0),
        checks: Vec::new(),
        notes: Vec::new(),
        ..record(id, name, "echo")
    }
}

fn verdict(name: &str, verdict: &str, points: u32, finding: Option<Told>, hidden: bool) -> Verdict {
    Verdict {
        entry: Entry {
            name: name.into(),
            step: if hidden { SECRET } else { "one message" }.into(),
            role: Role::Server,
            verdict: verdict.into(),
            points: if verdict == "passed" { points } else { 0 },
            max_points: points,
            seconds: 0.25,
            notes: if hidden {
                vec![SECRET.into()]
            } else {
                Vec::new()
            },
            finding,
        },
        hidden,
    }
}

fn finding(text: &str) -> Told {
    let mut happened = Transcript::default();
    let events = [
        What::Connected,
        What::Sent(Excerpt::of(text.as_bytes())),
        What::Received(Excerpt::of(text.as_bytes())),
        What::Exited(text.to_owned()),
    ];
    for (step, what) in events.into_iter().enumerate() {
        happened.push(
            Duration::from_millis(20 * step as u64),
            Peer(1),
            what,
            Some(step),
        );
    }
    let mark = Mark {
        step: 2,
        party: Peer(1),
        wanted: text.to_owned(),
    };
    let lines = || vec![text.to_owned()];
    Told::Finding(Box::new(ToldFinding {
        headline: text.into(),
        expected: Some(format!("\"{text}\"")),
        got: Some(format!("\"{text}!\"")),
        difference: lines(),
        conversation: drawing::draw(&happened, Some(&mark), Role::Server, 80).lines,
        diagram: Some(drawing::diagram(&happened, Some(&mark), Role::Server)),
        story: lines(),
        stands: lines(),
        said: lines(),
        remarks: lines(),
        why: text.into(),
        next: format!("cargo lab check echo --dir /graders/own/path {text}"),
        talk: Some(text.into()),
    }))
}
