//! The text form of talks: what is read from it, what it rejects, and that print and parse are
//! inverses.

use std::time::Duration;

use harness::talk::text::{LONGEST_LINE, MOST_STEPS, parse};
use harness::talk::{Action, Data, Expectation, Party, Piece, Step, Talk};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rstest::rstest;

const SEED: u64 = 7;

/// The actions of a talk of client 1, which is connected first.
fn actions(lines: &str) -> Vec<Action> {
    let talk =
        parse(&format!("1 connect\n{lines}"), SEED).unwrap_or_else(|error| panic!("{error}"));
    talk.steps
        .into_iter()
        .skip(1)
        .map(|step| step.action)
        .collect()
}

/// What the only action of this line sends.
fn sent(data: &str) -> Data {
    match actions(&format!("1 > {data}")).as_slice() {
        [Action::Send(data)] => data.clone(),
        other => panic!("{other:?}"),
    }
}

fn sent_text(data: &str) -> String {
    String::from_utf8(sent(data).bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn rejected(text: &str) -> String {
    match parse(text, SEED) {
        Err(error) => error.to_string(),
        Ok(talk) => panic!("this was taken for a talk:\n{talk}"),
    }
}

const SAMPLE: &str = r#"# the second client is served while the first one is silent
1 connect
2 connect
2 > "hello\n"
2 < "hello\n"
1 > "\xe2\x82" ; pause 5ms ; > "\xac"
1 < "€"
2 finish            # half-close: nothing more will be sent
2 < end             # the server closes its side
1 reset             # RST
"#;

#[test]
fn the_sample_is_read_and_printed() {
    let talk = parse(SAMPLE, SEED).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        talk.about,
        ["the second client is served while the first one is silent"]
    );
    assert_eq!(
        talk.steps[5].action,
        Action::Pause(Duration::from_millis(5))
    );
    assert_eq!(
        talk.steps[8].note.as_deref(),
        Some("half-close: nothing more will be sent")
    );
    let one_a_line = SAMPLE
        .replace(" ; pause", "\n1 pause")
        .replace(" ; >", "\n1 >");
    assert_eq!(talk.to_string(), one_a_line);
}

#[test]
fn every_action_has_a_text() {
    let text = "1 accept\n1 stall\n1 pause 20us\n1 pause 2s\n1 < line /a\\/b/\n1 < nothing\n1 < \"\"\n\
        1 < count 9 + \"x\" * 3\n1 finish\n1 < end\n1 close\nprogram > \"status\\n\"\nprogram < \"0\\n\"\n\
        program < line /^a/\nprogram pause 1ms\nprogram rest\nprogram interrupt\nprogram stop\n\
        program continue\nprogram finish\nprogram says /panicked/\n\
        program exit 2\nprogram < end\n";
    let talk = parse(text, SEED).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(talk.steps.len(), 23);
    assert_eq!(
        talk.steps[4].action,
        Action::Expect(Expectation::Line("a/b".to_owned()))
    );
    assert_eq!(talk.to_string(), text);
}

#[test]
fn only_comments_at_the_head_say_what_it_is_about() {
    let talk = parse(
        "#one\r\n#\r\n#   two  \r\n\r\n# dropped\r\n1 connect#note\r\n  # dropped\r\n",
        SEED,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(talk.about, ["one", "", "  two"]);
    assert_eq!(talk.steps[0].note.as_deref(), Some("note"));
    assert_eq!(
        talk.to_string(),
        "# one\n#\n#   two\n1 connect           # note\n"
    );
}

#[rstest]
#[case(r#""a\n\r\t\0\\\"\{\}\u{e9}#;""#, "a\n\r\t\0\\\"{}é#;")]
#[case(r#""ab" * 3 + "c""#, "abababc")]
#[case(r#""a"+"b" *0+count 5"#, "a1\n2\n3")]
#[case(r#""\x41\u{41}""#, "AA")]
fn strings(#[case] data: &str, #[case] text: &str) {
    assert_eq!(sent_text(data), text);
}

#[test]
fn any_byte_can_be_written() {
    let all: String = (0..=255).map(|byte| format!("\\x{byte:02X}")).collect();
    assert_eq!(
        sent(&format!("\"{all}\"")).bytes(),
        (0..=255).collect::<Vec<u8>>()
    );
}

#[test]
fn long_data_stays_short() {
    let data = sent(r#""x" * 65536 + "\n""#);
    assert_eq!(data.len(), 65537);
    assert_eq!(data.to_string(), r#""x" * 65536 + "\n""#);
    assert_eq!(sent(r#""x" * 67108864"#).len(), 64 << 20);
}

#[test]
fn one_name_is_one_word_all_through_a_talk() {
    let talk =
        |seed| parse("1 connect\n1 > \"{a} {b}\"\n1 < \"{a} {b}\"", seed).map(|talk| talk.steps);
    let text = sent_text(r#""{a} {b} {a} {c_2}""#);
    let words: Vec<&str> = text.split(' ').collect();
    assert_eq!(words[0], words[2]);
    assert!(words[0] != words[1] && words[1] != words[3] && words[0] != words[3]);
    assert!(
        words
            .iter()
            .all(|word| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
    );
    assert_eq!(talk(1), talk(1));
    assert_ne!(talk(1), talk(2));
    // A saved talk must give the same words in every version of the kit.
    assert_eq!(sent_text(r#""{word}""#), "sadogoku");
}

/// The place and the start of the message.
#[rstest]
#[case(
    "1 connect\n1 > hello",
    2,
    5,
    "expected `\"` or `count`, found `hello`"
)]
#[case(
    "1 connect\n1 >",
    2,
    4,
    "expected `\"` or `count`, found the end of the line"
)]
#[case(
    "1 connect\n1 < hello",
    2,
    5,
    "expected `\"`, `count`, `line`, `number`, `end`, `nothing`, found `hello`"
)]
#[case(
    "1 connect\n1 > \"a\" + end",
    2,
    11,
    "expected `\"` or `count`, found `end`"
)]
#[case("1 connect\n1 > \"a", 2, 5, "expected a closing `\"` for this string")]
#[case("1 connect\n1 > \"é\\q\"", 2, 7, "expected `\\n`, `\\r`")]
#[case("1 connect\n1 > \"\\xe\"", 2, 6, "expected two hexadecimal digits")]
#[case("1 connect\n1 > \"\\u{d800}\"", 2, 6, "expected a character's number")]
#[case("1 connect\n1 > \"\\u{}\"", 2, 6, "expected a character's number")]
#[case(
    "1 connect\n1 > \"{\"",
    2,
    6,
    "a bare `{`: write `\\{` for a brace, or `{name}`"
)]
#[case("1 connect\n1 > \"{A b}\"", 2, 6, "a bare `{`")]
#[case("1 connect\n1 > \"}\"", 2, 6, "a bare `}`: write `\\}`")]
#[case(
    "1 connect\n1 > \"a\" * b",
    2,
    11,
    "expected how often the string is repeated, a number, found `b`"
)]
#[case(
    "1 connect\n1 > count x",
    2,
    11,
    "expected how many bytes to count, a number, found `x`"
)]
#[case(
    "1 connect\n1 > \"a\" \"b\"",
    2,
    9,
    "expected `;`, `#` or the end of the line, found `\"`"
)]
#[case(
    "1 connect\n1 > count 67108864 + \"x\"",
    2,
    22,
    "this makes more than 67108864 bytes (64 MiB)"
)]
#[case(
    "1 connect\n1 > \"ab\" * 99999999999999999999",
    2,
    5,
    "this makes more than 67108864 bytes"
)]
#[case(
    "1 connect\n1 < line ok",
    2,
    10,
    "expected an expression between slashes"
)]
#[case("1 connect\n1 < line /ok", 2, 10, "expected a closing `/`")]
#[case("1 connect\n1 < line /(/", 2, 10, "this is no regular expression: ")]
#[case(
    "1 connect\n1 < line /((a{1000}){1000}){1000}/",
    2,
    10,
    "this is no regular expression: "
)]
#[case(
    "1 connect ; pause 5",
    1,
    19,
    "expected a time such as `20us`, `5ms` or `2s`, found `5`"
)]
#[case(
    "1 connect ; pause 61s",
    1,
    19,
    "a pause takes at most 60s, found `61s`"
)]
#[case("1 connect ; pause 60000001us", 1, 19, "a pause takes at most 60s")]
#[case("1 connect ;", 1, 12, "expected an action: `connect`, `accept`")]
#[case("1 conect", 1, 3, "expected an action: `connect`, `accept`")]
#[case("1 exit 0", 1, 3, "only the program can do this: write `program exit`")]
#[case(
    "program connect",
    1,
    9,
    "only a connection can do this: write its number, as in `1 connect`"
)]
#[case(
    "program exit 256",
    1,
    14,
    "expected an exit status from 0 to 255, found `256`"
)]
#[case("program typed", 1, 9, "expected an action: `>`")]
#[case(
    "0 connect",
    1,
    1,
    "expected a number from 1 to 9999 or `program`, found `0`"
)]
#[case(
    "10000 connect",
    1,
    1,
    "expected a number from 1 to 9999 or `program`, found `10000`"
)]
#[case(
    "client 1 connect",
    1,
    1,
    "expected a number from 1 to 9999 or `program`, found `client`"
)]
#[case(
    "\u{1b}[2J",
    1,
    1,
    "expected a number from 1 to 9999 or `program`, found `\\x1b`"
)]
#[case(
    "\n\n1 > \"a\"",
    3,
    3,
    "1 is not connected yet: write `1 connect` or `1 accept` first"
)]
#[case("1 connect\n1 connect", 2, 3, "1 is connected already, since line 1")]
#[case("1 accept\n1 connect", 2, 3, "1 is connected already, since line 1")]
#[case(
    "1 connect\n1 close\n1 < end",
    3,
    3,
    "1 left in line 2: it must `connect` or `accept` again first"
)]
#[case("1 connect\n1 reset ; close", 2, 11, "1 left in line 2")]
#[case(
    "1 connect\n1 finish\n1 > \"a\"",
    3,
    3,
    "nothing more can be sent: `1 finish` is in line 2"
)]
#[case(
    "1 connect\n1 < end\n1 < \"a\"",
    3,
    3,
    "nothing more can come: `1 < end` is in line 2"
)]
#[case(
    "program finish\nprogram > \"a\"",
    2,
    9,
    "nothing more can be sent: `program finish` is in line 1"
)]
#[case(
    "program exit 0\nprogram > \"a\"",
    2,
    9,
    "the program has ended: line 1 waits for its exit"
)]
#[case("program exit 0\nprogram interrupt", 2, 9, "the program has ended")]
#[case("program exit 0\nprogram stop", 2, 9, "the program has ended")]
#[case(
    "1 connect\nprogram stop\n1 > \"a\"\n1 < \"a\"",
    4,
    3,
    "the program is stopped, since line 2: write `program continue` first"
)]
#[case(
    "program stop\nprogram stop",
    2,
    9,
    "the program is stopped, since line 1"
)]
#[case(
    "program continue",
    1,
    9,
    "the program is not stopped: write `program stop` first"
)]
#[case(
    "1 connect\n1 stop",
    2,
    3,
    "only the program can do this: write `program stop`"
)]
fn what_is_no_talk(
    #[case] text: &str,
    #[case] line: usize,
    #[case] column: usize,
    #[case] message: &str,
) {
    let rejected = rejected(text);
    let start = format!("line {line}, column {column}: {message}");
    assert!(rejected.starts_with(&start), "{rejected}\nis not\n{start}");
}

#[rstest]
#[case("1 connect ; finish ; < end ; close\n1 connect ; > \"again\"")]
#[case("1 connect ; reset\n1 accept ; reset")]
#[case("1 connect ; pause 60s ; pause 60000ms ; pause 0us")]
#[case("1 connect ; < end ; > \"late\" ; < nothing ; < end")]
#[case("program exit 1 ; < \"bye\" ; < end ; says /panicked/")]
#[case("")]
fn what_makes_sense(#[case] text: &str) {
    assert!(parse(text, SEED).is_ok(), "{}", rejected(text));
}

#[test]
fn a_caret_stands_below_the_place() {
    let plain =
        "line 4, column 5: expected `\"` or `count`, found `hello`\n  4 | 1 > hello\n    |     ^";
    assert_eq!(rejected("1 connect\n\n\n1 > hello"), plain);
    let odd = "1 connect\n1 >\t\"日本\u{202e}\"  x";
    let drawn = "  2 | 1 >    \"日本·\"  x\n    |                 ^";
    assert!(rejected(odd).ends_with(drawn), "{}", rejected(odd));
    let missing = "  1 | 1 connect ;\n    |             ^";
    assert!(
        rejected("1 connect ; ").ends_with(missing),
        "{}",
        rejected("1 connect ; ")
    );
}

#[test]
fn a_long_line_is_drawn_around_its_caret() {
    let rejected = rejected(&format!(
        "1 connect ; > \"{}\" hello {}",
        "日".repeat(500),
        "x".repeat(500)
    ));
    let lines: Vec<&str> = rejected.lines().collect();
    assert!(lines[1].starts_with("  1 | …日日"), "{rejected}");
    assert!(
        lines[1].ends_with("日\" hello xxxxxxxxxxxxxxxxxxxxxxx…"),
        "{rejected}"
    );
    assert_eq!(lines[2], format!("    | {}^", " ".repeat(71)), "{rejected}");
}

#[test]
fn a_talk_has_bounds() {
    let steps = |count: usize| "1 connect\n".to_owned() + &"1 pause 1ms\n".repeat(count - 1);
    assert!(parse(&steps(MOST_STEPS), SEED).is_ok());
    let error = rejected(&steps(MOST_STEPS + 1));
    assert!(
        error.starts_with("line 10001, column 3: a talk has at most 10000 steps"),
        "{error}"
    );
    let line = format!("1 connect #{}", "é".repeat(LONGEST_LINE / 2));
    let error = rejected(&line);
    assert!(
        error.starts_with("line 1, column 1: this line has 1048587 bytes"),
        "{error}"
    );
    assert!(error.len() < 1000);
}

#[test]
fn what_has_no_text_form_still_prints_without_control_characters() {
    let talk = Talk {
        about: vec!["two\nlines\u{1b}[2J".to_owned()],
        steps: vec![Step {
            party: Party::Peer(1),
            action: Action::Expect(Expectation::Line("a\nb\\\u{1b}\\/\\".to_owned())),
            note: Some("\r\u{202e}".to_owned()),
        }],
    };
    let text = talk.to_string();
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "{text:?}"
    );
    assert_eq!(text.lines().count(), 3);
}

/// Text in which every kind of character turns up.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "[a{}\"\\\\/#;+* \t\n\r\\x00\\x1b]{0,12}",
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => text().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

/// Data in any form, also where pieces are empty or could be joined.
fn data() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        4 => bytes().prop_map(|bytes| Piece::Text { bytes, times: 1 }),
        2 => (bytes(), 0_usize..100_000).prop_map(|(bytes, times)| Piece::Text { bytes, times }),
        1 => (0_usize..1_000_000).prop_map(Piece::Count),
    ];
    prop::collection::vec(piece, 0..5)
}

fn canonical(pieces: Vec<Piece>) -> Data {
    let mut data = Data::default();
    pieces.into_iter().for_each(|piece| data.push(piece));
    data
}

fn regex() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z #\";]{1,5}",
        Just("/".to_owned()),
        Just("\\\\".to_owned()),
        Just("[/0-9]+".to_owned()),
        Just("\\.(a|€)?\\x{1b}".to_owned()),
        Just("\\{x{2,3}".to_owned()),
    ];
    prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

fn pause() -> impl Strategy<Value = Duration> {
    prop_oneof![
        0..60_000_000_u64,
        (0..60_000_u64).prop_map(|ms| ms * 1000),
        (0..=60_u64).prop_map(|s| s * 1_000_000)
    ]
    .prop_map(Duration::from_micros)
}

/// Any action, whether or not it makes sense where it comes to stand.
fn action() -> impl Strategy<Value = Action> {
    let data = || data().prop_map(canonical);
    prop_oneof![
        4 => Just(Action::Connect),
        1 => Just(Action::Accept),
        4 => data().prop_map(Action::Send),
        4 => data().prop_map(|data| Action::Expect(Expectation::Bytes(data))),
        2 => regex().prop_map(|regex| Action::Expect(Expectation::Line(regex))),
        2 => regex().prop_map(|regex| Action::Expect(Expectation::Says(regex))),
        1 => Just(Action::Expect(Expectation::End)),
        1 => Just(Action::Expect(Expectation::Nothing)),
        1 => (0..=255).prop_map(|status| Action::Expect(Expectation::Exit(status))),
        2 => pause().prop_map(Action::Pause),
        1 => Just(Action::Finish),
        1 => Just(Action::Close),
        1 => Just(Action::Reset),
        1 => Just(Action::Stall),
        1 => Just(Action::Rest),
        1 => Just(Action::Rest),
        1 => Just(Action::Interrupt),
    ]
}

fn comment() -> impl Strategy<Value = String> {
    "[ -~é€日]{0,20}".prop_map(|text| text.trim_end().to_owned())
}

/// A well-formed talk in the canonical form: steps are drawn one by one, and one that the
/// parser would reject where it stands is left out.
fn talk() -> impl Strategy<Value = Talk> {
    let party = prop_oneof![3 => (1..4_u32).prop_map(Party::Peer), 1 => Just(Party::Program)];
    let note = prop::option::weighted(0.2, comment().prop_map(|note| note.trim().to_owned()))
        .prop_map(|note| note.filter(|note| !note.is_empty()));
    let step = (party, action(), note).prop_map(|(party, action, note)| Step {
        party,
        action,
        note,
    });
    (
        prop::collection::vec(comment(), 0..3),
        prop::collection::vec(step, 0..25),
    )
        .prop_map(|(about, steps)| {
            let mut talk = Talk {
                about,
                steps: Vec::new(),
            };
            for step in steps {
                talk.steps.push(step);
                if parse(&talk.to_string(), SEED).is_err() {
                    talk.steps.pop();
                }
            }
            talk
        })
}

/// Lines that are nearly talks.
fn scribble() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        8 => prop::sample::select(vec![
            "1", "2", "10000", "program", "connect", "accept", ">", "<", "line", "end", "nothing", "pause", "5ms",
            "9999999999999999999s", "finish", "close", "reset", "stall", "rest", "interrupt", "exit", "0", "-1", "says", "/a/",
            "/(/", "/[\\/]/", "/\\", "\"", "\"a\"", "\"\\x", "\"\\u{", "\"\\u{20ac}\"", "\"{w}\"", "\"{", "}", "\\", "*",
            "+", "count", "4096", "18446744073709551616", ";", "#", "日", "\t", "\r", "\u{feff}", "\u{202e}", "\0",
        ]).prop_map(str::to_owned),
        1 => text(),
    ];
    let line = prop::collection::vec((token, prop::sample::select(vec!["", " "])), 0..10).prop_map(
        |tokens| {
            tokens
                .into_iter()
                .flat_map(|(token, blank)| [token, blank.to_owned()])
                .collect::<String>()
        },
    );
    let line = prop_oneof![3 => line, 1 => Just("1 connect".to_owned()), 1 => text()];
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
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
    fn what_is_printed_is_read_back(talk in talk(), seed in any::<u64>()) {
        let text = talk.to_string();
        prop_assert_eq!(parse(&text, seed), Ok(talk), "{}", text);
    }

    #[test]
    fn data_in_any_form_keeps_its_bytes(pieces in data()) {
        prop_assume!(canonical(pieces.clone()).len() <= 4 << 20);
        let written = Data { pieces: pieces.clone() };
        let read = sent(&written.to_string());
        prop_assert_eq!(&read, &canonical(pieces));
        prop_assert!(read.bytes() == written.bytes());
    }

    #[test]
    fn no_text_is_too_odd(text in scribble(), seed in any::<u64>()) {
        match parse(&text, seed) {
            Ok(talk) => {
                let again = parse(&talk.to_string(), seed);
                prop_assert_eq!(again.map(|again| again.steps.len()), Ok(talk.steps.len()));
            }
            Err(error) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                let line = text.lines().nth(error.line - 1);
                prop_assert_eq!(line, Some(error.source_line.as_str()));
                prop_assert!((1..=error.source_line.chars().count() + 1).contains(&error.column));
                let drawn = error.to_string();
                prop_assert!(drawn.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", drawn);
                prop_assert_eq!(drawn.lines().count(), 3);
            }
        }
    }
}
