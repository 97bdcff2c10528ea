//! Drawings of transcripts, as a person sees them.

use std::time::Duration;

use harness::finding::Mark;
use harness::program::Role;
use harness::report::drawing::{self, Diagram, Kind, Live, WIDTHS};
use harness::talk::Party::{self, Peer, Program};
use harness::talk::escape::{is_plain, width};
use harness::talk::{Action, Data, Step, Talk, text};
use harness::transcript::{Event, Excerpt, Transcript, What};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Events at these milliseconds, a step each.
fn transcript(events: impl IntoIterator<Item = (u64, Party, What)>) -> Transcript {
    let mut transcript = Transcript::default();
    for (step, (at, party, what)) in events.into_iter().enumerate() {
        transcript.push(Duration::from_millis(at), party, what, Some(step));
    }
    transcript
}

fn bytes(text: &str) -> Excerpt {
    Excerpt::of(text.as_bytes())
}

fn sent(text: &str) -> What {
    What::Sent(bytes(text))
}

fn received(text: &str) -> What {
    What::Received(bytes(text))
}

fn mark(step: usize, party: Party, wanted: &str) -> Mark {
    Mark {
        step,
        party,
        wanted: wanted.to_owned(),
    }
}

fn draw(transcript: &Transcript, mark: Option<&Mark>, role: Role, width: usize) -> Vec<String> {
    drawing::draw(transcript, mark, role, width).lines
}

#[track_caller]
fn assert_drawn(drawn: &[String], golden: &str) {
    let golden: Vec<&str> = golden.lines().skip(1).collect();
    assert!(
        drawn == golden,
        "\nthis was drawn:\n{}\nin place of:\n{}\n",
        drawn.join("\n"),
        golden.join("\n")
    );
}

#[test]
fn one_client_and_a_server_that_panics() {
    let transcript = transcript([
        (0, Peer(1), What::Connected),
        (0, Peer(1), sent("hello\n")),
        (1, Peer(1), received("hello\n")),
        (1, Peer(1), What::Paused(Duration::from_millis(50))),
        (51, Peer(1), sent("zwei: 日本\n")),
        (61, Peer(1), What::TheyReset),
        (
            61,
            Program,
            What::Complained(bytes(
                "thread 'main' panicked at src/server.rs:12:5:\nindex out of bounds",
            )),
        ),
        (61, Program, What::Exited("exit status 101".to_owned())),
    ]);
    let mark = mark(8, Peer(1), r#""zwei: 日本\n""#);
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Server, 80),
        r#"
      client 1                                                           server
          │──── connects ──────────────────────────────────────────────────▶│
          │──── "hello\n" ─────────────────────────────────────────────────▶│
          │◀─── "hello\n" ──────────────────────────────────────────────────│
          │ pauses 50 ms                                                    │
51 ms     │──── "zwei: 日本\n" ────────────────────────────────────────────▶│
61 ms     │◀─── resets ─────────────────────────────────────────────────────│
          │ stderr "thread 'main' panicked at src/server.rs:12…" (65 bytes) │
          │                                          ended: exit status 101 │
          ✗ expected "zwei: 日本\n"                                         │"#,
    );
}

#[test]
fn two_clients_stand_around_the_server() {
    let transcript = transcript([
        (
            0,
            Program,
            What::Printed(bytes("listening on 127.0.0.1:40001\n")),
        ),
        (1, Peer(1), What::Connected),
        (1, Peer(2), What::Connected),
        (1, Peer(1), What::Stalled),
        (2, Peer(2), What::Paused(Duration::from_micros(50))),
        (2, Peer(2), sent("hello\n")),
    ]);
    let mark = mark(6, Peer(2), r#""hello\n""#);
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Server, 100),
        r#"
      client 1                  server                                   client 2
          │                        │ prints "listening on 127.0.0.1:40001\n" │
          │──── connects ─────────▶│                                         │
          │                        │◀─── connects ───────────────────────────│
          │ stops reading          │                                         │
          │                        │                            pauses 50 us │
          │                        │◀─── "hello\n" ──────────────────────────│
          │                        │                      expected "hello\n" ✗"#,
    );
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Server, 60),
        r#"
      client 1               server                client 2
          │                     │ prints 29 bytes      │
          │──── connects ──────▶│                      │
          │                     │◀─── connects ────────│
          │ stops reading       │                      │
          │                     │         pauses 50 us │
          │                     │◀─── "hello\n" ───────│
          │                     │   expected "hello\n" ✗"#,
    );
}

#[test]
fn three_clients_share_a_lane() {
    let transcript = transcript([
        (0, Peer(1), What::Connected),
        (0, Peer(2), What::Connected),
        (0, Peer(10), What::Refused("Connection refused".to_owned())),
        (1, Peer(2), sent("x")),
        (1, Peer(2), What::Finished),
        (1, Peer(2), What::TheyEnded),
        (1, Peer(1), What::Reset),
        (2, Program, What::Typed(bytes("quit\n"))),
        (2, Program, What::StdinEnded),
        (2, Program, What::Interrupted),
    ]);
    let mark = mark(10, Peer(2), r#""x""#);
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Server, 70),
        r#"
             clients                              server
       client 1 │──── connects ─────────────────────▶│
       client 2 │──── connects ─────────────────────▶│
      client 10 │ cannot connect: Connection refused │
       client 2 │──── "x" ──────────────────────────▶│
       client 2 │──── finishes ─────────────────────▶│
       client 2 │◀─── ends ──────────────────────────│
       client 1 │──── resets ───────────────────────▶│
                │                  is typed "quit\n" │
                │                       end of input │
                │           is stopped and continued │
       client 2 ✗ expected "x"                       │"#,
    );
}

#[test]
fn a_client_stands_between_its_terminal_and_the_server() {
    let transcript = transcript([
        (0, Peer(1), What::Accepted),
        (0, Program, What::Typed(bytes("add\n"))),
        (1, Program, What::Complained(bytes("first number? "))),
        (1, Peer(1), received("add 1 2\n")),
        (1, Peer(1), sent("3\n")),
        (2, Program, What::Printed(bytes("Result: 3\n"))),
        (2, Program, What::StdinEnded),
        (2, Peer(1), What::TheyEnded),
        (2, Program, What::Exited("exit status 1".to_owned())),
    ]);
    let mark = mark(9, Program, "exit status 0");
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Client, 80),
        r#"
      terminal                           client                   server
          │                                 │──── connects ─────────▶│
          │──── "add\n" ───────────────────▶│                        │
          │◀─── stderr "first number? " ────│                        │
          │                                 │──── "add 1 2\n" ──────▶│
          │                                 │◀─── "3\n" ─────────────│
          │◀─── "Result: 3\n" ──────────────│                        │
          │──── end of input ──────────────▶│                        │
          │                                 │──── ends ─────────────▶│
          │                                 │ ended: exit status 1   │
          │                                 ✗ expected exit status 0 │"#,
    );
}

#[test]
fn connections_of_one_client_are_told_apart() {
    let transcript = transcript([
        (0, Peer(1), What::Accepted),
        (0, Peer(1), What::Closed),
        (0, Peer(2), What::Accepted),
        (0, Peer(2), received("again\n")),
    ]);
    assert_drawn(
        &draw(&transcript, None, Role::Client, 80),
        r#"
      terminal                  client                   server
          │                        │──── (1) connects ─────▶│
          │                        │◀─── (1) closes ────────│
          │                        │──── (2) connects ─────▶│
          │                        │──── (2) "again\n" ────▶│"#,
    );
}

#[test]
fn a_run_of_similar_rows_is_folded() {
    let connects = (1..=200).map(|number| (0, Peer(number), What::Connected));
    let transcript = transcript(connects.chain([(10_000, Peer(1), sent("hello\n"))]));
    assert_drawn(
        &draw(&transcript, None, Role::Server, 60),
        r#"
                 clients                    server
           client 1 │──── connects ───────────▶│
           client 2 │──── connects ───────────▶│
           client 3 │──── connects ───────────▶│
           client 4 │──── connects ───────────▶│
           client 5 │──── connects ───────────▶│
           client 6 │──── connects ───────────▶│
                    ┊ … 188 more like these …  ┊
         client 195 │──── connects ───────────▶│
         client 196 │──── connects ───────────▶│
         client 197 │──── connects ───────────▶│
         client 198 │──── connects ───────────▶│
         client 199 │──── connects ───────────▶│
         client 200 │──── connects ───────────▶│
10000 ms   client 1 │──── "hello\n" ──────────▶│"#,
    );
}

#[test]
fn twelve_similar_rows_are_not_folded() {
    let connects = |count| transcript((1..=count).map(|number| (0, Peer(number), What::Connected)));
    assert_eq!(draw(&connects(12), None, Role::Server, 60).len(), 13);
    let folded = draw(&connects(13), None, Role::Server, 60);
    assert!(
        folded[7].ends_with("┊ … 1 more like these …  ┊"),
        "{}",
        folded[7]
    );
}

#[test]
fn rounds_are_folded_and_the_mark_is_not() {
    let rounds = (1..=50).flat_map(|round| {
        let text = format!("{round}\n");
        [
            (round, Peer(1), sent(&text)),
            (round, Peer(1), received(&text)),
        ]
    });
    let mark = mark(59, Peer(1), r#""thirty\n""#);
    assert_drawn(
        &draw(&transcript(rounds), Some(&mark), Role::Server, 60),
        r#"
      client 1                          server
          │──── "1\n" ────────────────────▶│
          │◀─── "1\n" ─────────────────────│
          │──── "2\n" ────────────────────▶│
          │◀─── "2\n" ─────────────────────│
          │──── "3\n" ────────────────────▶│
          │◀─── "3\n" ─────────────────────│
          ┊ … 24 more rounds like these …  ┊
28 ms     │──── "28\n" ───────────────────▶│
          │◀─── "28\n" ────────────────────│
          │──── "29\n" ───────────────────▶│
          │◀─── "29\n" ────────────────────│
          │──── "30\n" ───────────────────▶│
          │◀─── "30\n" ────────────────────│
          ✗ expected "thirty\n"            │
          │──── "31\n" ───────────────────▶│
          │◀─── "31\n" ────────────────────│
          │──── "32\n" ───────────────────▶│
          │◀─── "32\n" ────────────────────│
          │──── "33\n" ───────────────────▶│
          │◀─── "33\n" ────────────────────│
          ┊ … 14 more rounds like these …  ┊
48 ms     │──── "48\n" ───────────────────▶│
          │◀─── "48\n" ────────────────────│
          │──── "49\n" ───────────────────▶│
          │◀─── "49\n" ────────────────────│
          │──── "50\n" ───────────────────▶│
          │◀─── "50\n" ────────────────────│"#,
    );
}

#[test]
fn the_middle_of_a_long_talk_is_left_out() {
    // Growing runs: no two groups of rows are alike.
    let events = (1..=60).flat_map(|length| {
        let run = (0..length % 11).map(|_| (0, Peer(1), What::Stalled));
        run.chain([(0, Peer(1), What::Connected), (0, Peer(1), What::Closed)])
    });
    let transcript = transcript(events);
    let drawn = draw(&transcript, None, Role::Server, 60);
    assert_eq!(drawn.len(), 1 + 100 + 1 + 100);
    assert!(
        drawn[101].contains(&format!("… {} more rows …", transcript.events.len() - 200)),
        "{}",
        drawn[101]
    );
    let drawn = draw(
        &transcript,
        Some(&mark(250, Peer(1), "the end")),
        Role::Server,
        60,
    );
    assert!(drawn.iter().any(|line| line.contains("✗ expected the end")));
    assert!(drawn.last().is_some_and(|line| line.contains("more rows")));
}

#[test]
fn a_long_expectation_is_written_below() {
    let transcript = transcript([(0, Peer(1), What::Connected), (0, Peer(1), sent("get a\n"))]);
    let pattern = format!(
        "a line that matches /^({})$/",
        ["one two three"; 40].join("|")
    );
    let mark = mark(2, Peer(1), &pattern);
    assert_drawn(
        &draw(&transcript, Some(&mark), Role::Server, 60),
        r#"
      client 1                                       server
          │──── connects ──────────────────────────────▶│
          │──── "get a\n" ─────────────────────────────▶│
          ✗                                             │
      ✗ expected a line that matches /^(one two three|one
        two three|one two three|one two three|one two
        three|one two three|one two three|one two three|one
        two three|one two three|one two three|one two
        three|one two three|one two three|one two three|one
        two three|one two three|one two three|one two three…"#,
    );
}

#[test]
fn long_bytes_are_cut_where_a_character_ends() {
    let long = |text: &str| Excerpt::of(text.repeat(4096).as_bytes());
    let transcript = transcript([
        (0, Peer(1), What::Sent(long("x"))),
        (0, Peer(1), What::Received(long("€"))),
        (0, Peer(1), What::Sent(long("\u{1b}"))),
        (0, Program, What::Printed(long("日本"))),
    ]);
    assert_drawn(
        &draw(&transcript, None, Role::Server, 60),
        r#"
      client 1                                       server
          │─ "xxxxxxxxxxxxxxxxxxxxxxxx…" (4096 bytes) ─▶│
          │◀─ "€€€€€€€€€€€€€€€€€€€€€…" (12288 bytes) ───│
          │─ "\x1b\x1b\x1b\x1b\x1b\x1b…" (4096 bytes) ─▶│
          │  prints "日本日本日本日本日…" (24576 bytes) │"#,
    );
    let wide = draw(&transcript, None, Role::Server, 200);
    assert!(
        wide[2].contains(&format!("\"{}…\" (12288 bytes)", "€".repeat(21))),
        "{}",
        wide[2]
    );
}

/// What a live drawing shows of these events, one list of lines for each of them.
fn draw_live(live: &mut Live, events: &[Event]) -> Vec<Vec<String>> {
    events.iter().map(|event| live.draw(event)).collect()
}

fn event(at: u64, party: Party, what: What) -> Event {
    Event {
        at: Duration::from_millis(at),
        party,
        what,
        step: None,
    }
}

fn talk(source: &str) -> Talk {
    text::parse(source, 0).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_live_drawing_shows_each_event_as_it_comes() {
    let talk = talk("1 connect\n2 connect\n1 > \"hello\\n\"\n1 < \"hello\\n\"\n2 reset\n");
    let mut live = Live::new(&talk, Role::Server, 80);
    let mut drawn = live.head();
    let events = [
        event(0, Peer(1), What::Connected),
        event(0, Peer(2), What::Connected),
        event(1, Peer(1), sent("hello\n")),
        event(1, Peer(1), received("hello, I am the server\n")),
        event(40, Peer(2), What::Reset),
    ];
    for lines in draw_live(&mut live, &events) {
        assert_eq!(lines.len(), 1);
        drawn.extend(lines);
    }
    assert_eq!(live.end(), Vec::<String>::new());
    drawn.extend(live.fail(&mark(3, Peer(1), r#""hello\n""#)));
    assert_drawn(
        &drawn,
        r#"
         client 1                        server                        client 2
             │──── connects ───────────────▶│                              │
             │                              │◀─── connects ────────────────│
             │──── "hello\n" ──────────────▶│                              │
             │◀ "hello, I am…" (23 bytes) ──│                              │
   40 ms     │                              │◀─── resets ──────────────────│
             ✗ expected "hello\n"           │                              │"#,
    );
}

#[test]
fn a_live_drawing_tells_a_long_transfer_in_two_rows() {
    let talk = talk("1 connect\n1 > \"x\" * 200000\n1 < \"x\" * 200000\n1 close\n");
    let mut live = Live::new(&talk, Role::Server, 60);
    let chunk = |byte: &str| received(&byte.repeat(65536));
    let drawn = draw_live(
        &mut live,
        &[
            event(0, Peer(1), chunk("a")),
            event(1, Peer(1), chunk("b")),
            event(20, Peer(1), chunk("c")),
            event(21, Peer(1), chunk("d")),
            event(22, Peer(1), What::TheyEnded),
        ],
    );
    let counts: Vec<usize> = drawn.iter().map(Vec::len).collect();
    assert_eq!(counts, [1, 0, 0, 0, 2]);
    let mut lines = live.head();
    lines.extend(drawn.concat());
    assert_drawn(
        &lines,
        r#"
         client 1                                    server
             │◀ "aaaaaaaaaaaaaaaaaaaa…" (65536 bytes) ──│
             │◀ "bbbbbbbbbbbbbbbbbbb…" (196608 bytes) ──│
   22 ms     │◀─── ends ────────────────────────────────│"#,
    );
    let kept_back = [
        event(30, Peer(1), chunk("e")),
        event(31, Peer(1), chunk("f")),
    ];
    assert_eq!(draw_live(&mut live, &kept_back)[1], Vec::<String>::new());
    assert_eq!(live.end().len(), 1);
    assert_eq!(live.end(), Vec::<String>::new());
}

#[test]
fn a_live_drawing_keeps_back_only_what_goes_on() {
    let mut live = Live::new(&talk("1 connect\n2 connect\n"), Role::Server, 80);
    let drawn = draw_live(
        &mut live,
        &[
            event(0, Peer(1), received("a")),
            event(0, Peer(2), received("b")),
            event(0, Peer(1), sent("c")),
            event(0, Peer(1), received("d")),
        ],
    );
    assert!(drawn.iter().all(|lines| lines.len() == 1), "{drawn:?}");
}

#[test]
fn bytes_that_go_on_are_one_event() {
    let mut transcript = Transcript::default();
    let mut push = |party, what, step| transcript.push(Duration::ZERO, party, what, step);
    push(Peer(1), received("a"), None);
    push(Peer(1), received("b"), None);
    push(Peer(1), received("c"), Some(1));
    push(Peer(1), received("d"), Some(2));
    push(Peer(2), received("e"), Some(2));
    push(Peer(2), sent("f"), Some(2));
    let whats: Vec<What> = transcript
        .events
        .into_iter()
        .map(|event| event.what)
        .collect();
    assert_eq!(
        whats,
        [received("abc"), received("d"), received("e"), sent("f")]
    );
}

#[test]
fn an_excerpt_grows_as_if_it_had_been_taken_at_once() {
    let all: Vec<u8> = (0..200).collect();
    for cut in [0, 1, 63, 64, 65, 200] {
        let mut excerpt = Excerpt::of(&all[..cut]);
        excerpt.extend(&Excerpt::of(&all[cut..]));
        assert_eq!(excerpt, Excerpt::of(&all));
    }
}

#[test]
fn an_excerpt_of_broken_text_shows_its_bytes() {
    assert_eq!(
        Excerpt::of(b"a\xffb\xe2\x82").to_string(),
        r#""a\xffb\xe2\x82""#
    );
    let long = Excerpt::of(&[0xff; 100]).to_string();
    assert_eq!(long, format!("\"{}…\" (100 bytes)", r"\xff".repeat(64)));
}

#[test]
fn json_is_short_and_readable() {
    let transcript = transcript([
        (0, Program, What::Printed(bytes("\u{1b}\n"))),
        (2, Peer(1), What::TheyEnded),
    ]);
    let json = serde_json::to_value(&transcript).unwrap_or_else(|error| panic!("{error}"));
    let wanted = serde_json::json!({"events": [
        {"at": 0.0, "party": "program", "what": {"printed": {"head": "\\x1b\\n", "length": 2}}, "step": 0},
        {"at": 2.0, "party": "1", "what": "they_ended", "step": 1},
    ]});
    assert_eq!(json, wanted);
}

fn what() -> impl Strategy<Value = What> {
    let excerpt = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80).prop_map(|bytes| Excerpt::of(&bytes)),
            any::<String>().prop_map(|text| Excerpt::of(text.as_bytes())),
            any::<usize>().prop_map(|length| Excerpt {
                head: vec![b'x'; length.min(64)],
                length
            }),
        ]
    };
    prop_oneof![
        Just(What::Connected),
        Just(What::Accepted),
        any::<String>().prop_map(What::Refused),
        excerpt().prop_map(What::Sent),
        excerpt().prop_map(What::Received),
        Just(What::Finished),
        Just(What::Closed),
        Just(What::Reset),
        Just(What::TheyEnded),
        Just(What::TheyReset),
        Just(What::Stalled),
        any::<Duration>().prop_map(What::Paused),
        excerpt().prop_map(What::Typed),
        excerpt().prop_map(What::Printed),
        excerpt().prop_map(What::Complained),
        Just(What::StdinEnded),
        Just(What::Interrupted),
        any::<String>().prop_map(What::Exited),
    ]
}

fn party() -> impl Strategy<Value = Party> {
    prop_oneof![
        Just(Program),
        (1..=2_u32).prop_map(Peer),
        any::<u32>().prop_map(Peer)
    ]
}

fn any_transcript() -> impl Strategy<Value = Transcript> {
    let event = (
        any::<Duration>(),
        party(),
        what(),
        prop::option::of(0..40_usize),
    );
    prop::collection::vec(event, 0..40).prop_map(|events| {
        let mut transcript = Transcript::default();
        events
            .into_iter()
            .for_each(|(at, party, what, step)| transcript.push(at, party, what, step));
        transcript
    })
}

fn settings() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn no_drawing_is_too_wide_or_obeyed_by_a_terminal(
        transcript in any_transcript(),
        mark in prop::option::of((0..50_usize, party(), any::<String>())),
        columns in 0..300_usize,
        is_server in any::<bool>(),
    ) {
        let mark = mark.map(|(step, party, wanted)| Mark { step, party, wanted });
        let role = if is_server { Role::Server } else { Role::Client };
        let drawing = drawing::draw(&transcript, mark.as_ref(), role, columns);
        let failed: Vec<bool> = drawing.lines[drawing.failed.clone()]
            .iter()
            .map(|line| line.contains('✗'))
            .collect();
        prop_assert_eq!(failed.first().copied().unwrap_or(false), mark.is_some());
        let drawn = drawing.lines;
        let room = columns.clamp(*WIDTHS.start(), *WIDTHS.end());
        for line in &drawn {
            prop_assert!(width(line) <= room, "{} columns: {}", width(line), line);
            prop_assert!(line.chars().all(is_plain), "{:?}", line);
        }
        prop_assert!(drawn.len() > transcript.events.len());
        let crosses = drawn.iter().filter(|line| line.contains('✗')).count();
        prop_assert_eq!(crosses > 0, mark.is_some());
    }

    #[test]
    fn no_live_drawing_is_too_wide_or_obeyed_by_a_terminal(
        planned in any_transcript(),
        transcript in any_transcript(),
        wanted in any::<String>(),
        columns in 0..300_usize,
        is_server in any::<bool>(),
    ) {
        // What happens need not be what was planned.
        let steps = planned.events.iter().map(|event| Step {
            party: event.party,
            action: Action::Send(Data::text(event.at.as_nanos().to_string())),
            note: None,
        });
        let talk = Talk { about: Vec::new(), steps: steps.collect() };
        let role = if is_server { Role::Server } else { Role::Client };
        let mut live = Live::new(&talk, role, columns);
        let mut drawn = live.head();
        drawn.extend(draw_live(&mut live, &transcript.events).concat());
        drawn.extend(live.end());
        drawn.extend(live.fail(&mark(0, Peer(1), &wanted)));
        let room = columns.clamp(*WIDTHS.start(), *WIDTHS.end());
        for line in &drawn {
            prop_assert!(width(line) <= room, "{} columns: {}", width(line), line);
            prop_assert!(line.chars().all(is_plain), "{:?}", line);
        }
        prop_assert!(drawn.len() > transcript.events.len());
    }
}

#[test]
fn a_diagram_has_the_rows_of_the_drawing() {
    let mut events = vec![(0, Peer(1), What::Connected)];
    for round in 0..40 {
        events.push((round, Peer(1), sent("a\n")));
        events.push((round, Peer(1), received("a\n")));
    }
    events.push((99, Program, What::Exited("exit \u{1b}[2Jstatus".to_owned())));
    let transcript = transcript(events);
    let mark = mark(90, Peer(1), "\"b\\n\"");
    let drawn = draw(&transcript, Some(&mark), Role::Server, 80);
    let diagram = drawing::diagram(&transcript, Some(&mark), Role::Server);
    assert_eq!(diagram.lanes, ["client 1", "server"]);
    // One line is that of the names.
    assert_eq!(diagram.rows.len(), drawn.len() - 1);
    let kinds = |kind| diagram.rows.iter().filter(|row| row.kind == kind).count();
    assert_eq!(
        (kinds(Kind::Gap), kinds(Kind::Mark), kinds(Kind::Note)),
        (1, 1, 1)
    );
    assert!(
        diagram
            .rows
            .iter()
            .flat_map(|row| row.text.chars())
            .all(is_plain)
    );
    let json = serde_json::to_string(&diagram).expect("it is JSON");
    let read: Diagram = serde_json::from_str(&json).expect("it was just written");
    assert_eq!(read, diagram);
}

#[test]
fn clients_that_share_a_lane_are_named_in_their_rows() {
    let events = (1..=3).map(|number| (0, Peer(number), What::Connected));
    let diagram = drawing::diagram(&transcript(events), None, Role::Server);
    assert_eq!(diagram.lanes, ["clients", "server"]);
    let who: Vec<_> = diagram.rows.iter().map(|row| row.who.as_deref()).collect();
    assert_eq!(who, [Some("client 1"), Some("client 2"), Some("client 3")]);
}
