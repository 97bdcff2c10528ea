//! Reports on a terminal, as a person sees them.

use std::time::Duration;

use anstream::adapter::strip_str;
use harness::check::{Check, Proof};
use harness::finding::{Finding, Mark};
use harness::lab::Lab;
use harness::program::{CommandLine, Role};
use harness::report::Report;
use harness::report::terminal::{self, Detail, WIDTHS};
use harness::session::{Judged, Session, Subject};
use harness::talk::Party::{self, Peer};
use harness::talk::Talk;
use harness::talk::escape::{is_plain, width};
use harness::transcript::{Excerpt, Transcript, What};
use harness::verdict::Verdict;
use rstest::rstest;

/// The checks of a lab that does not exist: name, step, points.
const CHECKS: [(&str, &str, u32); 7] = [
    ("banner", "banner", 10),
    ("one-line", "one message", 20),
    ("many-messages", "the loop", 10),
    ("half-close", "the loop", 1),
    ("next-client", "the loop", 9),
    ("any-bytes", "any bytes", 30),
    ("large-echo-of-a-lot-of-data", "any bytes", 20),
];

fn check(&(name, step, points): &(&'static str, &'static str, u32)) -> Check {
    Check {
        name,
        step,
        role: Role::Server,
        points,
        needs: &[],
        promise: "What a client sends comes back to it, in the same order, and nothing else does.",
        why: "Everything else builds on one message there and back.",
        proof: Proof::Talks(&[]),
    }
}

/// A session of the lab; nothing is ever judged in it.
fn session() -> Session {
    let lab = Lab {
        number: 1,
        name: "echo",
        title: "one client at a time",
        steps: &["banner", "one message", "the loop", "any bytes"],
        compiled: harness::lab::Compiled::Plainly,
        load: harness::lab::Load::ECHO,
        checks: CHECKS.iter().map(check).collect(),
    };
    let subject = Subject {
        server: Some(CommandLine::of_binary("server")),
        arguments: "--wrong some-name".into(),
        ..Subject::default()
    };
    Session::new(lab, subject, 7)
}

/// A report of these verdicts, in the lab's order.
fn print(verdicts: Vec<(&str, Verdict)>, detail: Detail, columns: usize) -> String {
    let session = session();
    let judged: Vec<(&str, Judged)> = verdicts
        .into_iter()
        .map(|(name, verdict)| {
            let took = Duration::from_millis(20);
            (
                name,
                Judged {
                    verdict,
                    took,
                    notes: Vec::new(),
                },
            )
        })
        .collect();
    let judged = judged
        .iter()
        .map(|(name, judged)| (session.lab().check(name).expect("it is in CHECKS"), judged))
        .collect();
    let report = Report {
        session: &session,
        judged,
    };
    terminal::print(&report, detail, columns, Duration::from_millis(1234))
}

/// All checks passed but these.
fn all_but(others: Vec<(&'static str, Verdict)>) -> Vec<(&'static str, Verdict)> {
    let mut verdicts = CHECKS.map(|(name, _, _)| (name, Verdict::Passed));
    for (name, verdict) in others {
        let place = verdicts.iter().position(|(other, _)| *other == name);
        verdicts[place.expect("it is in CHECKS")].1 = verdict;
    }
    verdicts.into()
}

fn finding(headline: &str) -> Finding {
    Finding {
        headline: headline.into(),
        role: Role::Server,
        expected: None,
        got: None,
        difference: Vec::new(),
        transcript: None,
        mark: None,
        stands: Vec::new(),
        said: Vec::new(),
        remarks: Vec::new(),
        why: "Everything else builds on one message there and back.".into(),
        next: "cargo lab check echo --wrong some-name --check one-line".into(),
        talk: None,
        schedule: None,
    }
}

fn failed(finding: Finding) -> Verdict {
    Verdict::Failed(Box::new(finding))
}

fn skipped(needs: &'static str) -> Verdict {
    Verdict::Skipped { needs }
}

fn transcript(events: impl IntoIterator<Item = (u64, Party, What)>) -> Transcript {
    let mut transcript = Transcript::default();
    for (step, (at, party, what)) in events.into_iter().enumerate() {
        transcript.push(Duration::from_millis(at), party, what, Some(step));
    }
    transcript
}

/// A finding with something in every place.
fn whole_finding() -> Finding {
    let numbers: String = (1..=2000).map(|number| format!("{number}\n")).collect();
    Finding {
        expected: Some(r#"… "281\n282\n283\n284\n285\n286\n287\n288\n289\n290\n291\n" …"#.into()),
        got: Some(r#"… "281\n282\n283\n284\r" and nothing more"#.into()),
        difference: vec![
            "from byte 1020 on".into(),
            "expected  32 38 34 0a 32  |284.2|".into(),
            "got       32 38 34 0d     |284.|".into(),
            "                   ^^".into(),
        ],
        transcript: Some(transcript([
            (0, Peer(1), What::Connected),
            (0, Peer(1), What::Sent(Excerpt::of(numbers.as_bytes()))),
            (
                12,
                Peer(1),
                What::Received(Excerpt::of(&numbers.as_bytes()[..1024])),
            ),
        ])),
        mark: Some(Mark {
            step: 3,
            party: Peer(1),
            wanted: Excerpt::of(numbers.as_bytes()).in_short(),
        }),
        stands: vec!["thread 1 waits in accept() for a new connection".into()],
        said: vec!["client connected".into(), "x".repeat(400)],
        remarks: vec![
            "This talk does not fail each time: played 3 times more, it failed 1 time.".into(),
        ],
        next: "cargo lab replay echo/half-close --server 'python3 my_server.py {addr}'".into(),
        talk: Some(Talk::default()),
        ..finding("the server did not send more than 1024 of 8893 bytes, and it never will")
    }
}

#[track_caller]
fn assert_printed(printed: &str, golden: &str) {
    let plain = strip_str(printed).to_string();
    let lines = || plain.lines().map(str::trim_end);
    assert!(
        lines().eq(golden.lines().skip(1)),
        "\nthis was printed:\n{}\nin place of:\n{golden}\n",
        lines().collect::<Vec<_>>().join("\n"),
    );
}

#[test]
fn all_passed() {
    assert_printed(
        &print(all_but(vec![]), Detail::FirstStep, 60),
        r#"
lab 1 · echo · one client at a time                   seed 7

  ✓ banner        10/10   1 check
  ✓ one message   20/20   1 check
  ✓ the loop      20/20   3 checks
  ✓ any bytes     50/50   2 checks

100 of 100 points · 1.2 s"#,
    );
}

#[test]
fn the_first_unfinished_step_is_told_and_later_ones_are_folded() {
    let verdicts = all_but(vec![
        (
            "many-messages",
            failed(finding(
                "the server closed the connection after 3 of 6 bytes",
            )),
        ),
        ("half-close", failed(whole_finding())),
        (
            "any-bytes",
            failed(finding(
                "client 1 got other bytes than it should, from byte 5 on",
            )),
        ),
        (
            "large-echo-of-a-lot-of-data",
            failed(finding("client 1 got\u{1b}[2J nothing")),
        ),
    ]);
    assert_printed(
        &print(verdicts.clone(), Detail::FirstStep, 60),
        r#"
lab 1 · echo · one client at a time                   seed 7

  ✓ banner        10/10   1 check
  ✓ one message   20/20   1 check
  ✗ the loop       9/20   ✗ many-messages  ✗ half-close
                          ✓ next-client
  ✗ any bytes      0/50   ✗ any-bytes
                          ✗ large-echo-of-a-lot-of-data

✗ many-messages · 10 points
  What a client sends comes back to it, in the same order,
  and nothing else does.

  the server closed the connection after 3 of 6 bytes

  why it matters
    Everything else builds on one message there and back.

  try it again
    cargo lab check echo --wrong some-name --check one-line

✗ half-close · 1 point
  What a client sends comes back to it, in the same order,
  and nothing else does.

  the server did not send more than 1024 of 8893 bytes, and
  it never will

  expected  … "282\n283\n284\n285\n286\n287\n288\n289\n29" …
  got       … "282\n283\n284\r" and nothing more
                            ^

  from byte 1020 on
  expected  32 38 34 0a 32  |284.2|
  got       32 38 34 0d     |284.|
                     ^^

        client 1                                     server
            │──── connects ────────────────────────────▶│
            │─ "1\n2\n3\n4\n5\n6\n7\n8…" (8893 bytes) ─▶│
  12 ms     │◀ "1\n2\n3\n4\n5\n6\n7\n8…" (1024 bytes) ──│
            ✗ expected "1\n2\n3\n4\n5\n6…" (8893 bytes) │

  where it stood
    thread 1 waits in accept() for a new connection

  what it said on standard error
    client connected
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…

  This talk does not fail each time: played 3 times more, it
  failed 1 time.

  why it matters
    Everything else builds on one message there and back.

  play it again
    cargo lab replay echo/half-close --server \
        'python3 my_server.py {addr}'

Later steps
  ✗ any-bytes             client 1 got other bytes than it …
  ✗ large-echo-of-a-lot-of-data  client 1 got\x1b[2J nothing
  cargo lab check echo --wrong some-name --all

39 of 100 points · 4 failed · 1.2 s"#,
    );
    let all = print(verdicts, Detail::All, 60);
    assert!(
        all.contains("client 1 got other bytes than it should, from byte 5 on"),
        "{all}"
    );
    assert!(!all.contains("Later steps"), "{all}");
}

#[test]
fn a_wide_screen_is_used() {
    let verdicts = all_but(vec![("half-close", failed(whole_finding()))]);
    assert_printed(
        &print(verdicts, Detail::FirstStep, 120),
        r#"
lab 1 · echo · one client at a time                                                                               seed 7

  ✓ banner        10/10   1 check
  ✓ one message   20/20   1 check
  ✗ the loop      19/20   ✓ many-messages  ✗ half-close  ✓ next-client
  ✓ any bytes     50/50   2 checks

✗ half-close · 1 point
  What a client sends comes back to it, in the same order, and nothing else does.

  the server did not send more than 1024 of 8893 bytes, and it never will

  expected  … "281\n282\n283\n284\n285\n286\n287\n288\n289\n290\n291\n" …
  got       … "281\n282\n283\n284\r" and nothing more
                                 ^

  from byte 1020 on
  expected  32 38 34 0a 32  |284.2|
  got       32 38 34 0d     |284.|
                     ^^

        client 1                                                                                                 server
            │──── connects ────────────────────────────────────────────────────────────────────────────────────────▶│
            │── "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n23…" (8893 bytes) ─▶│
  12 ms     │◀─ "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n23…" (1024 bytes) ──│
            ✗ expected "1\n2\n3\n4\n5\n6…" (8893 bytes)                                                             │

  where it stood
    thread 1 waits in accept() for a new connection

  what it said on standard error
    client connected
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…

  This talk does not fail each time: played 3 times more, it failed 1 time.

  why it matters
    Everything else builds on one message there and back.

  play it again
    cargo lab replay echo/half-close --server 'python3 my_server.py {addr}'

99 of 100 points · 1 failed · 1.2 s"#,
    );
}

#[test]
fn nothing_can_be_said_of_what_waits() {
    let verdicts = vec![
        ("banner", Verdict::Passed),
        (
            "one-line",
            failed(finding(
                "the server did not answer client 1, and it never will",
            )),
        ),
        ("many-messages", skipped("one-line")),
        ("half-close", skipped("one-line")),
        ("next-client", skipped("half-close")),
        ("any-bytes", skipped("many-messages")),
        ("large-echo-of-a-lot-of-data", Verdict::Passed),
    ];
    assert_printed(
        &print(verdicts, Detail::FirstStep, 80),
        r#"
lab 1 · echo · one client at a time                                       seed 7

  ✓ banner        10/10   1 check
  ✗ one message    0/20   ✗ one-line
  · the loop       0/20   3 checks wait for one-line
  · any bytes     20/50   · any-bytes  ✓ large-echo-of-a-lot-of-data

✗ one-line · 20 points
  What a client sends comes back to it, in the same order, and nothing else
  does.

  the server did not answer client 1, and it never will

  why it matters
    Everything else builds on one message there and back.

  try it again
    cargo lab check echo --wrong some-name --check one-line

30 of 100 points · 1 failed · 4 waiting · 1.2 s"#,
    );
}

#[test]
fn what_is_broken_is_nobodys_fault() {
    let verdicts = all_but(vec![(
        "half-close",
        Verdict::Broken(
            "no thread could be started: Resource\u{1b} temporarily unavailable (os error 11)"
                .into(),
        ),
    )]);
    assert_printed(
        &print(verdicts, Detail::FirstStep, 60),
        r#"
lab 1 · echo · one client at a time                   seed 7

  ✓ banner        10/10   1 check
  ✓ one message   20/20   1 check
  ? the loop      19/20   ✓ many-messages  ? half-close
                          ✓ next-client
  ✓ any bytes     50/50   2 checks

? half-close
  It could not be judged. That is a fault of the kit or of
  the machine, not of your program:
  no thread could be started: Resource\x1b temporarily
  unavailable (os error 11)

no score · run it again · 1.2 s"#,
    );
}

#[test]
fn only_some_checks_were_asked_for() {
    let verdicts = vec![
        ("one-line", Verdict::Passed),
        ("next-client", skipped("half-close")),
    ];
    assert_printed(
        &print(verdicts, Detail::All, 80),
        r#"
lab 1 · echo · one client at a time                                       seed 7

  ✓ one message   20/20   1 check
  · the loop       0/9    1 check waits for half-close

next-client waits for half-close, which does not pass yet:
  cargo lab check echo --wrong some-name --check half-close

20 of 29 points · 2 of 7 checks · 1 waiting · 1.2 s"#,
    );
}

#[test]
fn a_long_score_goes_on_below() {
    let verdicts = vec![
        ("one-line", failed(finding("the client printed nothing"))),
        ("many-messages", skipped("one-line")),
        ("half-close", Verdict::Passed),
        ("next-client", Verdict::Passed),
        ("any-bytes", Verdict::Passed),
        ("large-echo-of-a-lot-of-data", Verdict::Passed),
    ];
    let printed = print(verdicts, Detail::FirstStep, 60);
    let foot: Vec<&str> = printed.lines().rev().take(2).collect();
    assert_eq!(
        strip_str(foot[1]).to_string(),
        "60 of 90 points · 6 of 7 checks · 1 failed · 1 waiting"
    );
    assert_eq!(strip_str(foot[0]).to_string(), "1.2 s");
}

#[test]
fn a_talk_tells_of_itself_in_lines_of_the_screen() {
    let talk = Talk {
        about: vec![
            " check: echo/one-line".into(),
            " found: the server panicked at src/server.rs:19:47: called `unwrap` on\u{1b}[2J"
                .into(),
        ],
        steps: Vec::new(),
    };
    assert_printed(
        &terminal::print_about(&talk, 60),
        r"
# check: echo/one-line
# found: the server panicked at src/server.rs:19:47:
#   called `unwrap` on\x1b[2J

",
    );
}

#[rstest]
fn no_line_is_wider_than_the_screen_or_obeyed_by_it(
    #[values(0, 60, 61, 72, 80, 100, 120, 300)] columns: usize,
    #[values("日本", "\\x80", "long-", "a b ", "\u{1b}[31m", "\u{202e}x", "\n")] part: &str,
) {
    let long = part.repeat(200);
    let rude = Finding {
        expected: Some(format!("\"{long}\"")),
        got: Some(format!("\"{long}x\"")),
        difference: whole_finding().difference,
        transcript: Some(transcript([
            (0, Peer(1), What::Refused(long.clone())),
            (0, Peer(1), What::Received(Excerpt::of(long.as_bytes()))),
        ])),
        mark: Some(Mark {
            step: 2,
            party: Peer(1),
            wanted: long.clone(),
        }),
        stands: vec![long.clone()],
        said: vec![long.clone(); 12],
        remarks: vec![long.clone()],
        why: long.clone(),
        ..finding(&long)
    };
    let wordy = Finding {
        expected: Some(long.clone()),
        got: Some("nothing".into()),
        ..rude.clone()
    };
    let verdicts = all_but(vec![
        ("many-messages", failed(rude.clone())),
        ("half-close", Verdict::Broken(long.clone())),
        ("any-bytes", failed(wordy)),
        ("large-echo-of-a-lot-of-data", skipped("any-bytes")),
    ]);
    for detail in [Detail::FirstStep, Detail::All] {
        let printed = print(verdicts.clone(), detail, columns);
        let plain = strip_str(&printed).to_string();
        for line in plain.lines() {
            let room = columns.clamp(*WIDTHS.start(), *WIDTHS.end());
            assert!(width(line) <= room, "{columns} columns: {line}");
            assert!(line.chars().all(is_plain), "{line:?}");
        }
        assert!(plain.lines().count() < 300, "{plain}");
    }
}

#[test]
fn the_conversation_is_dim_and_its_failure_red() {
    let printed = print(
        all_but(vec![("half-close", failed(whole_finding()))]),
        Detail::All,
        80,
    );
    let line = |part: &str| {
        let mut lines = printed.lines().filter(|line| line.contains(part));
        lines
            .next()
            .unwrap_or_else(|| panic!("{part} is not there"))
            .to_owned()
    };
    assert!(line("connects").contains("\u{1b}[2m"), "{printed}");
    assert!(line("expected \"1").contains("\u{1b}[31m"), "{printed}");
    assert!(!line("expected \"1").contains("\u{1b}[2m"), "{printed}");
}

/// Two findings of the step that is open, one of a later one, on a screen of so many rows.
#[rstest]
#[case::hardly_one(1, 1, "2 more failed: ")]
#[case::one(24, 1, "✗ next-client")]
#[case::all_of_the_step(120, 2, "✗ any-bytes")]
fn what_has_no_room_on_the_screen_is_folded(
    #[case] rows: usize,
    #[case] told: usize,
    #[case] folded: &str,
) {
    let verdicts = all_but(vec![
        ("half-close", failed(whole_finding())),
        ("next-client", failed(whole_finding())),
        ("any-bytes", failed(whole_finding())),
        ("large-echo-of-a-lot-of-data", skipped("any-bytes")),
    ]);
    let page = print(verdicts, Detail::Screen { rows }, 60);
    let page = strip_str(&page).to_string();
    assert_eq!(page.matches("why it matters").count(), told, "{page}");
    assert!(page.contains(folded), "{page}");
    assert!(
        page.contains("cargo lab check echo --wrong some-name --all"),
        "{page}"
    );
    // A later step is counted, and not listed.
    assert!(page.contains("1 failed, 1 waiting"), "{page}");
    let has_room = rows > page.lines().count();
    assert_eq!(has_room, rows == 120, "{page}");
}
