//! Writes a made-up gradebook, as long as one likes, to see what reports of a large class cost:
//!
//! ```text
//! cargo run --release --package harness --features class --example made_up_gradebook -- 10000 /tmp/class
//! time cargo run --release --package harness --features class --bin lab -- report /tmp/class --format html
//! ```
//!
//! Its records are like real ones: every check of every lab, findings with conversations, stories
//! and standard error, programs that do not compile, and a grader that fails now and then. The same
//! number of lines is the same file.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use harness::class::record::{Record, SCHEMA, State, Verdict};
use harness::class::submission::Student;
use harness::finding::Mark;
use harness::lab::Lab;
use harness::program::Role;
use harness::report::drawing;
use harness::report::json::{Entry, Told, ToldFinding};
use harness::talk::Party::{Peer, Program};
use harness::transcript::{Excerpt, Transcript, What};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = match arguments.as_slice() {
        [lines, out] => lines.parse().ok().map(|lines| (lines, out)),
        _ => None,
    };
    let Some((lines, out)) = asked else {
        eprintln!("usage: made_up_gradebook LINES FOLDER");
        return ExitCode::from(2);
    };
    match write(lines, Path::new(out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Writes `gradebook.jsonl` and `unread.json` into a folder.
///
/// # Errors
/// They cannot be written.
fn write(lines: usize, out: &Path) -> Result<()> {
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let mut gradebook = BufWriter::new(fs::File::create(out.join("gradebook.jsonl"))?);
    for record in made_up(lines) {
        serde_json::to_writer(&mut gradebook, &record)?;
        gradebook.write_all(b"\n")?;
    }
    gradebook.flush()?;
    let unread = serde_json::json!([
        {"found": "Groupwork final FINAL(2).rar", "reason": "it is an archive of a kind that is not opened"}
    ]);
    fs::write(out.join("unread.json"), unread.to_string())?;
    Ok(())
}

/// So many records: of each student one a lab.
pub fn made_up(lines: usize) -> impl Iterator<Item = Record> {
    let labs = harness::labs::all();
    let findings = Findings::make();
    (0..lines).map(move |line| {
        let lab = &labs[line % labs.len()];
        record(line / labs.len(), lab, line as u64, &findings)
    })
}

const FIRST: [&str; 12] = [
    "Amira", "Björn", "Chloé", "Dmitri", "Emeka", "Fatima", "Giulia", "Hiroshi", "Inés", "Jan",
    "Łucja", "Nguyễn",
];
const LAST: [&str; 11] = [
    "Adeyemi",
    "Brandt",
    "Costa",
    "Dvořák",
    "Eriksen",
    "García",
    "Haddad",
    "Ito",
    "Kowalska",
    "O’Neill",
    "Văn An",
];

fn record(student: usize, lab: &Lab, number: u64, findings: &Findings) -> Record {
    let luck = Luck(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let skill = luck.of(1, 100);
    let state = match luck.of(2, 100) {
        0..3 => State::Refused,
        3..7 => State::Absent,
        7 => State::Broken,
        8 if luck.of(3, 4) == 0 => State::Unreadable,
        _ => State::Judged,
    };
    let checks = match state {
        State::Judged => checks(lab, skill, &luck, findings),
        _ => Vec::new(),
    };
    let points = checks.iter().map(|check| check.entry.points).sum();
    Record {
        schema: SCHEMA.into(),
        student: Student {
            id: (100_000 + student * 7).to_string(),
            name: format!(
                "{} {}",
                FIRST[student % FIRST.len()],
                LAST[student / FIRST.len() % LAST.len()]
            ),
        },
        submission: format!("student_{student}.zip"),
        late: luck.of(4, 12) == 0,
        lab: lab.name.into(),
        sources: format!("{:064x}", number),
        kit: "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8".into(),
        seed: "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4".into(),
        state,
        reason: match state {
            State::Broken => {
                Some("the sandbox ended before its program: signal 9 (SIGKILL)".into())
            }
            State::Unreadable => Some("the archive ends in the middle of a file".into()),
            _ => None,
        },
        compiler: (state == State::Refused).then(|| COMPILER.to_owned()),
        score: match state {
            State::Judged => Some(points),
            State::Broken => None,
            _ => Some(0),
        },
        max_score: lab.points(),
        checks,
        notes: match luck.of(5, 6) {
            0 => vec!["left out: target/ (1204 files), which is built anew".into()],
            _ => Vec::new(),
        },
        unprotected: Vec::new(),
        seconds: 2.0 + luck.of(6, 4000) as f64 / 1000.0,
        at: 1_772_368_440 + number * 3,
    }
}

fn checks(lab: &Lab, skill: u64, luck: &Luck, findings: &Findings) -> Vec<Verdict> {
    let mut failed: Vec<&str> = Vec::new();
    let mut checks: Vec<Verdict> = Vec::new();
    for (place, check) in (10..).zip(&lab.checks) {
        let needs = check.needs.iter().find(|needs| failed.contains(needs));
        let difficulty = (place - 10) * 70 / lab.checks.len() as u64;
        let is_passed = luck.of(place, 100) + skill > difficulty + 25;
        let (verdict, finding) = match needs {
            Some(needs) => (
                "skipped",
                Some(Told::Needs {
                    needs: (*needs).into(),
                }),
            ),
            None if is_passed => ("passed", None),
            None => ("failed", Some(findings.of(luck.of(place + 100, 3)))),
        };
        if verdict != "passed" {
            failed.push(check.name);
        }
        checks.push(Verdict {
            entry: Entry {
                name: check.name.into(),
                step: check.step.into(),
                role: check.role,
                verdict: verdict.into(),
                points: if verdict == "passed" { check.points } else { 0 },
                max_points: check.points,
                seconds: luck.of(place + 200, 300_000) as f64 / 1e6,
                notes: Vec::new(),
                finding,
            },
            hidden: place % 9 == 0,
        });
    }
    // Hidden ones last, as grading has them.
    checks.sort_by_key(|check| check.hidden);
    checks
}

/// Numbers that look drawn and come again.
struct Luck(u64);

impl Luck {
    fn of(&self, which: u64, below: u64) -> u64 {
        let mut mixed = self.0 ^ which.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 29)) % below
    }
}

/// Three kinds of findings.
struct Findings {
    all: [ToldFinding; 3],
}

impl Findings {
    fn of(&self, which: u64) -> Told {
        Told::Finding(Box::new(self.all[which as usize % 3].clone()))
    }

    fn make() -> Findings {
        Findings {
            all: [hang(), cut(), race()],
        }
    }
}

fn told(
    headline: &str,
    expected: &str,
    got: &str,
    transcript: &Transcript,
    mark: Option<&Mark>,
) -> ToldFinding {
    ToldFinding {
        headline: headline.into(),
        expected: Some(expected.into()),
        got: Some(got.into()),
        difference: Vec::new(),
        conversation: drawing::draw(transcript, mark, Role::Server, 80).lines,
        diagram: Some(drawing::diagram(transcript, mark, Role::Server)),
        story: Vec::new(),
        stands: Vec::new(),
        said: Vec::new(),
        remarks: Vec::new(),
        why: "Everything else builds on one message there and back.".into(),
        next: "cargo lab check echo --dir /tmp/grading/4711/01-echo --check one-line".into(),
        talk: None,
    }
}

fn transcript(events: impl IntoIterator<Item = (u64, harness::talk::Party, What)>) -> Transcript {
    let mut transcript = Transcript::default();
    for (step, (at, party, what)) in events.into_iter().enumerate() {
        transcript.push(Duration::from_millis(at), party, what, Some(step));
    }
    transcript
}

fn bytes(text: &str) -> Excerpt {
    Excerpt::of(text.as_bytes())
}

fn hang() -> ToldFinding {
    let happened = transcript([
        (0, Peer(1), What::Connected),
        (0, Peer(1), What::Sent(bytes("hello metobemu\n"))),
    ]);
    let mark = Mark {
        step: 2,
        party: Peer(1),
        wanted: "\"hello metobemu\\n\"".into(),
    };
    let headline = "the server did not answer client 1, and it never will";
    let mut told = told(
        headline,
        "\"hello metobemu\\n\"",
        "nothing",
        &happened,
        Some(&mark),
    );
    told.stands = vec![
        "thread 1 waits for a lock, since client 1 sent \"hello metobemu\\n\", and no other thread can run: a deadlock".into(),
        "the server has read all that client 1 sent".into(),
    ];
    told
}

fn cut() -> ToldFinding {
    let happened = transcript([
        (0, Peer(1), What::Connected),
        (0, Peer(1), What::Sent(Excerpt::of(b"gr\xc3"))),
        (1, Peer(1), What::Received(bytes("gr\u{fffd}"))),
        (31, Peer(1), What::Sent(Excerpt::of(b"\xbc\xc3\x9fe\n"))),
        (
            32,
            Program,
            What::Complained(bytes(
                "thread 'main' panicked at src/server.rs:41:18:\ncalled `Result::unwrap()` on an `Err` value",
            )),
        ),
        (33, Peer(1), What::TheyReset),
        (33, Program, What::Exited("exit status 101".into())),
    ]);
    let mark = Mark {
        step: 2,
        party: Peer(1),
        wanted: "\"gr\\xc3\"".into(),
    };
    let headline = "client 1 got other bytes than it should, from the third one on";
    let mut told = told(
        headline,
        "\"gr\\xc3\"",
        "\"gr\u{fffd}\"",
        &happened,
        Some(&mark),
    );
    told.difference = vec![
        "from byte 2 on".into(),
        "expected  67 72 c3        |gr.|".into(),
        "got       67 72 ef bf bd  |gr...|".into(),
        "                ^^".into(),
    ];
    told.said = vec![
        "thread 'main' panicked at src/server.rs:41:18:".into(),
        "called `Result::unwrap()` on an `Err` value: Os { code: 104, kind: ConnectionReset, message: \"Connection reset by peer\" }".into(),
        "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace".into(),
    ];
    told.why =
        "Decoding what one `read` returned breaks every character that the network has cut.".into();
    told
}

fn race() -> ToldFinding {
    let happened = transcript([
        (0, Peer(1), What::Connected),
        (0, Peer(2), What::Connected),
        (211, Peer(1), What::Sent(bytes("inc round-0-0\n"))),
        (295, Peer(2), What::Sent(bytes("inc round-0-0\n"))),
        (295, Peer(2), What::Received(bytes("281\n"))),
        (348, Peer(1), What::Received(bytes("281\n"))),
    ]);
    let headline = "clients 1 and 2 were both given the number 281";
    let mut told = told(headline, "each number once", "281 twice", &happened, None);
    told.story = [
        "thread 2                              thread 3",
        "────────────────────────────────────  ────────────────────────────────────",
        "  client 1 sends \"inc a1\\n\"",
        "  client 2 sends \"inc a1\\n\"",
        "    (thread 1, main: given.rs:62 accepts client 1)",
        "counter.rs:102 locks mutex 1",
        "                                      calculator.rs:78 reads 7 bytes \"inc…",
        "counter.rs:102 unlocks mutex 1",
        "                                      counter.rs:102 locks mutex 1",
        "                                      counter.rs:102 unlocks mutex 1",
        "                                      calculator.rs:66 writes 2 bytes \"1\\…",
        "counter.rs:102 locks mutex 1",
        "calculator.rs:66 writes 2 bytes \"1\\…",
    ]
    .map(str::to_owned)
    .to_vec();
    told.remarks = vec!["In slow motion: thread 2, which serves client 1, was run one instruction at a time, and client 2 was answered 354 times meanwhile. On your own you would meet this once in a long while; it is there all the time.".into()];
    told.why =
        "Read, add, write: two threads that both read before either writes have counted once."
            .into();
    told
}

const COMPILER: &str = "error[E0382]: borrow of moved value: `stream`
  --> src/server.rs:38:17
   |
31 |     for stream in listener.incoming() {
   |         ------ move occurs because `stream` has type `TcpStream`, which does not implement the `Copy` trait
34 |         thread::spawn(move || serve(stream));
   |                       ------- value moved into closure here
38 |         println!(\"{:?}\", stream.peer_addr());
   |                          ^^^^^^ value borrowed here after move

error: could not compile `echo` (bin \"echo-server\") due to 1 previous error
";
