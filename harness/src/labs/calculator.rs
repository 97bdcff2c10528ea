//! Lab 4, `calculator`: the homework. Arithmetic over a line protocol, for many clients, and a
//! client that asks for its operands.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{arrange, command_line, descriptors, lines, unread};
use crate::check::{Check, Proof, server};
use crate::lab::{Answer, Compiled, Lab, Load};
use crate::talk::{Action, Data, Expectation, Party, Talk};

mod client;
mod framing;
mod terminal;

/// The lab.
pub fn lab() -> Lab {
    let mut checks = command_line::server_checks();
    checks.extend(server_checks());
    checks.extend(framing::checks());
    checks.push(descriptors::check());
    checks.push(unread::check(|scene| {
        unread::judge(scene, "", "add 9223372036854775806 1\n")
    }));
    checks.extend(client::checks());
    checks.extend(lines::command_line_checks());
    Lab {
        number: 4,
        name: "calculator",
        title: "the homework",
        steps: &[
            "one request",
            "numbers",
            "bad requests",
            "framing",
            "many clients",
            "the client",
        ],
        compiled: Compiled::Plainly,
        load: Load {
            request: "add 2 3",
            answer: Answer::Exactly("5"),
        },
        checks: arrange(checks, PLAN),
    }
}

/// Check, step, points.
const PLAN: &[(&str, &str, u32)] = &[
    ("banner", "one request", 2),
    ("usage", "one request", 1),
    ("taken-port", "one request", 1),
    ("operations", "one request", 10),
    ("negative-numbers", "numbers", 3),
    ("divide", "numbers", 4),
    ("extremes", "numbers", 3),
    ("overflow", "numbers", 4),
    ("division-by-zero", "numbers", 2),
    ("errors-go-on", "bad requests", 4),
    ("words", "bad requests", 3),
    ("blanks", "bad requests", 2),
    ("integers", "bad requests", 3),
    ("empty-line", "bad requests", 1),
    ("not-utf8", "bad requests", 2),
    ("crlf", "framing", 2),
    ("long-lines", "framing", 4),
    ("flood", "framing", 3),
    ("pipelining", "framing", 3),
    ("pieces", "framing", 4),
    ("any-requests", "framing", 6),
    ("half-close", "framing", 3),
    ("nothing-printed", "framing", 1),
    ("last-line", "framing", 2),
    ("many-clients", "many clients", 2),
    ("silent-client", "many clients", 2),
    ("stalled-client", "many clients", 1),
    ("unread-replies", "many clients", 1),
    ("after-reset", "many clients", 2),
    ("accept-error", "many clients", 1),
    ("no-growth", "many clients", 2),
    ("schedules", "many clients", 2),
    ("client-usage", "the client", 1),
    ("client-no-server", "the client", 1),
    ("client-one-result", "the client", 2),
    ("client-dialogue", "the client", 1),
    ("client-asks", "the client", 1),
    ("client-error-reply", "the client", 1),
    ("client-exit", "the client", 1),
    ("client-end-of-input", "the client", 1),
    ("client-terminal", "the client", 1),
    ("client-reply-in-pieces", "the client", 1),
    ("client-long-reply", "the client", 1),
    ("client-server-gone", "the client", 1),
    ("client-broken-reply", "the client", 1),
];

fn server_checks() -> Vec<Check> {
    vec![
        server(
            "operations",
            &[],
            "A request is answered with its result, and the connection waits for the next.",
            "Everything else builds on one request and its reply.",
            Proof::Talks(&[OPERATIONS]),
        ),
        server(
            "negative-numbers",
            &["operations"],
            "A and B may be negative.",
            "A minus sign is part of a number, not an operation.",
            Proof::Talks(&[NEGATIVE_NUMBERS]),
        ),
        server(
            "divide",
            &["operations"],
            "A quotient is a decimal number, exact to a few units in the last place of an f64.",
            "Integer division, `f32` and rounding to two places all look right in a first test.",
            Proof::Talks(&[DIVIDE]),
        ),
        server(
            "extremes",
            &["negative-numbers"],
            "The smallest and the largest integer of 64 bits are numbers like others.",
            "From 2^53 on an f64 leaves out every other integer, and tells nobody.",
            Proof::Talks(&[EXTREMES]),
        ),
        server(
            "overflow",
            &["operations"],
            "A result that does not fit in 64 bits is an error, and the next request is served.",
            "Wrapping gives a wrong number without a word; in a debug build it is a panic.",
            Proof::Talks(&[OVERFLOW]),
        ),
        server(
            "division-by-zero",
            &["operations"],
            "A division by 0 is an error.",
            "Integers panic, floats say `inf`: neither is an answer.",
            Proof::Talks(&[DIVISION_BY_ZERO]),
        ),
        server(
            "words",
            &["errors-go-on"],
            "A request is an operation and two integers: an unknown operation, a missing or an \
             additional word is an error.",
            "What is ignored today cannot be given a meaning tomorrow.",
            Proof::Talks(&[WORDS]),
        ),
        server(
            "blanks",
            &["operations"],
            "Words are separated by one or more spaces or tabs; blanks at either end are ignored.",
            "People type, and programs pad.",
            Proof::Talks(&[BLANKS]),
        ),
        server(
            "integers",
            &["errors-go-on"],
            "An integer is digits, perhaps behind a minus sign, and fits in 64 bits; all else is an \
             error.",
            "Each language's own parser takes a little more: `1_0`, `1e3`, ` 1`, digits of other \
             scripts.",
            Proof::Talks(&[INTEGERS]),
        ),
        server(
            "any-requests",
            &[
                "pipelining",
                "pieces",
                "long-lines",
                "overflow",
                "divide",
                "words",
            ],
            "Whatever the requests, however mixed, pipelined and cut: each is answered as it should \
             be.",
            "The cases nobody thought of are the ones that come.",
            Proof::Property {
                cases: 40,
                strategy: any_requests,
            },
        ),
    ]
}

const OPERATIONS: &str = r#"
# one request of each kind, on one connection
1 connect
1 > "add 2 3\n"
1 < "5\n"
1 > "subtract 2 3\n"
1 < "-1\n"
1 > "multiply 6 7\n"
1 < "42\n"
1 > "divide 8 2\n"
1 < number 4
"#;

const NEGATIVE_NUMBERS: &str = r#"
1 connect
1 > "add -2 -3\n"
1 < "-5\n"
1 > "subtract -2 -3\n"
1 < "1\n"
1 > "multiply -6 7\n"
1 < "-42\n"
1 > "divide -9 -2\n"
1 < number 4.5
1 > "divide 9 -2\n"
1 < number -4.5
1 > "add -0 0\n"
1 < "0\n"
"#;

const DIVIDE: &str = r#"
1 connect
1 > "divide 7 2\n"
1 < number 3.5
1 > "divide 1 3\n"
1 < number 0.3333333333333333
1 > "divide 2 3\n"
1 < number 0.6666666666666666
1 > "divide 1 100000\n"
1 < number 0.00001
1 > "divide 0 5\n"
1 < number 0
1 > "divide 123456789 1000\n"
1 < number 123456.789
1 > "divide 22 7\n"
1 < number 3.142857142857143
"#;

const EXTREMES: &str = r#"
1 connect
1 > "add 9223372036854775807 0\n"
1 < "9223372036854775807\n"
1 > "add -9223372036854775808 0\n"
1 < "-9223372036854775808\n"
1 > "add 9007199254740992 1\n"
1 < "9007199254740993\n"
1 > "subtract 9223372036854775807 9223372036854775806\n"
1 < "1\n"
1 > "multiply 3037000499 3037000499\n"
1 < "9223372030926249001\n"
1 > "add 9223372036854775807 -9223372036854775808\n"
1 < "-1\n"
1 > "multiply -9223372036854775808 1\n"
1 < "-9223372036854775808\n"
1 > "multiply 1 9223372036854775807\n"
1 < "9223372036854775807\n"
1 > "divide -9223372036854775808 -1\n"
1 < number 9223372036854775808
1 > "divide 9223372036854775807 -1\n"
1 < number -9223372036854775807
"#;

const OVERFLOW: &str = r#"
1 connect
1 > "add 9223372036854775807 1\n"
1 < line /^error: /
1 > "add -9223372036854775808 -1\n"
1 < line /^error: /
1 > "subtract -9223372036854775808 1\n"
1 < line /^error: /
1 > "subtract 0 -9223372036854775808\n"
1 < line /^error: /
1 > "multiply 9223372036854775807 2\n"
1 < line /^error: /
1 > "multiply -9223372036854775808 -1\n"
1 < line /^error: /
1 > "multiply -1 -9223372036854775808\n"
1 < line /^error: /
1 > "multiply 4294967296 4294967296\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

const DIVISION_BY_ZERO: &str = r#"
1 connect
1 > "divide 1 0\n"
1 < line /^error: /
1 > "divide 0 0\n"
1 < line /^error: /
1 > "divide -9223372036854775808 0\n"
1 < line /^error: /
1 > "divide 1 00\n"
1 < line /^error: /
1 > "divide 1 -0\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

const WORDS: &str = r#"
# each of these is answered with an error, and with one only
1 connect
1 > "modulo 7 2\n"
1 < line /^error: /
1 > "ADD 2 3\n"
1 < line /^error: /
1 > "Add 2 3\n"
1 < line /^error: /
1 > "DIVIDE 6 2\n"
1 < line /^error: /
1 > "add\n"
1 < line /^error: /
1 > "add 2\n"
1 < line /^error: /
1 > "add 2 3 4\n"
1 < line /^error: /
1 > "add 2 3 4 5\n"
1 < line /^error: /
1 > "adds 2 3\n"
1 < line /^error: /
1 > "sub 2 3\n"
1 < line /^error: /
1 > "+ 2 3\n"
1 < line /^error: /
1 > "2 + 3\n"
1 < line /^error: /
1 > "2 3 add\n"
1 < line /^error: /
1 > "exit\n"
1 < line /^error: /
1 > "quit\r\n"
1 < line /^error: /
1 > "help\n"
1 < line /^error: /
1 > "add 2 3\0\n"
1 < line /^error: /
1 > "add 2\0 3\n"
1 < line /^error: /
1 > "add 2\u{feff} 3\n"
1 < line /^error: /
1 > "\u{feff}add 2 3\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

const BLANKS: &str = r#"
1 connect
1 > "add   2    3\n"
1 < "5\n"
1 > "  add 2 4\n"
1 < "6\n"
1 > "add 2 5  \n"
1 < "7\n"
1 > "\tadd\t2 \t 6\t\n"
1 < "8\n"
"#;

const INTEGERS: &str = r#"
1 connect
1 > "add 007 -0003\n"
1 < "4\n"
1 > "add 010 -0009\n"
1 < "1\n"
1 > "add 0000000000000000000000000000000000002 -0000000000000000000000001\n"
1 < "1\n"
1 > "add 1_0 1\n"
1 < line /^error: /
1 > "add 0x10 1\n"
1 < line /^error: /
1 > "add 1e3 1\n"
1 < line /^error: /
1 > "add 1.0 1\n"
1 < line /^error: /
1 > "add ٣ 1\n"
1 < line /^error: /
1 > "add - 1\n"
1 < line /^error: /
1 > "add 2- 1\n"
1 < line /^error: /
1 > "add --1 1\n"
1 < line /^error: /
1 > "add 9223372036854775808 0\n"
1 < line /^error: /
1 > "add 0 -9223372036854775809\n"
1 < line /^error: /
1 > "add 9223372036854775808 -1\n"
1 < line /^error: /
1 > "add 99999999999999999999999999 1\n"
1 < line /^error: /
1 > "divide nan 1\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

/// What a request of the property is, and what must come back.
#[derive(Clone, Debug)]
struct Request {
    line: Vec<u8>,
    reply: Expectation,
}

const CLIENT: Party = Party::Peer(1);

/// Requests at random, good and bad, sent in groups, each group cut into pieces.
fn any_requests() -> BoxedStrategy<Talk> {
    let group = (vec(request(), 1..5), vec(1_usize..12, 0..3));
    vec(group, 1..4)
        .prop_map(|groups| {
            let mut talk = Talk::default().then(CLIENT, Action::Connect);
            for (requests, cuts) in groups {
                let mut bytes: Vec<u8> = requests
                    .iter()
                    .flat_map(|request| request.line.clone())
                    .collect();
                for cut in cuts {
                    // Never after the last byte: what is sent last is a whole line.
                    let rest = bytes.split_off(cut.min(bytes.len() - 1));
                    talk = talk
                        .then(CLIENT, Action::Send(Data::text(bytes)))
                        .then(CLIENT, Action::Taken);
                    bytes = rest;
                }
                talk = talk.then(CLIENT, Action::Send(Data::text(bytes)));
                for request in requests {
                    talk = talk.then(CLIENT, Action::Expect(request.reply));
                }
            }
            talk
        })
        .boxed()
}

fn request() -> BoxedStrategy<Request> {
    let ending = prop_oneof![4 => Just("\n"), 1 => Just("\r\n")];
    prop_oneof![
        6 => (operation(), integer(), integer(), ending).prop_map(|(operation, a, b, ending)| {
            Request {
                line: format!("{operation} {a} {b}{ending}").into_bytes(),
                reply: reply(operation, a, b),
            }
        }),
        1 => prop_oneof![
            Just("add 1"), Just("add 1 2 3"), Just(""), Just("divide 1 x"), Just("sum 1 2"),
            Just("add 9223372036854775808 1"), Just("multiply 1,5 2"),
        ]
        .prop_map(|text| Request { line: format!("{text}\n").into_bytes(), reply: error() }),
        // What arrives behind it is not part of it.
        1 => (1025_usize..3000).prop_map(|length| {
            Request { line: ("x".repeat(length) + "\n").into_bytes(), reply: error() }
        }),
        1 => vec(0x80_u8..=0xff, 1..5).prop_map(|mut line| {
            line.push(b'\n');
            Request { line, reply: error() }
        }),
    ]
    .boxed()
}

fn operation() -> BoxedStrategy<&'static str> {
    prop_oneof![
        Just("add"),
        Just("subtract"),
        Just("multiply"),
        Just("divide")
    ]
    .boxed()
}

/// Small ones, any, and those at the edges.
fn integer() -> BoxedStrategy<i64> {
    prop_oneof![
        3 => -20_i64..20,
        1 => any::<i64>(),
        1 => prop_oneof![
            Just(i64::MIN), Just(i64::MAX), Just(-1), Just(0), Just(1 << 53), Just((1 << 53) + 1),
        ],
    ]
    .boxed()
}

/// The model: what the contract says of a good request.
fn reply(operation: &str, a: i64, b: i64) -> Expectation {
    let exact = match operation {
        "add" => a.checked_add(b),
        "subtract" => a.checked_sub(b),
        "multiply" => a.checked_mul(b),
        _ if b == 0 => None,
        _ => return Expectation::Number(format!("{}", a as f64 / b as f64)),
    };
    match exact {
        Some(number) => Expectation::Bytes(Data::text(format!("{number}\n"))),
        None => error(),
    }
}

fn error() -> Expectation {
    Expectation::Line("^error: ".into())
}
