//! Each command by itself: what it answers, and what is an error.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::check::{Check, Proof, server};
use crate::talk::{Action, Data, Expectation, Party, Talk};

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "inc",
            &[],
            "`inc NAME` counts from 1 on, and `get NAME` tells the value: 0 until it is counted.",
            "Everything else builds on one counter.",
            Proof::Talks(&[INC]),
        ),
        server(
            "shared",
            &["inc"],
            "A counter belongs to the server: all clients count in the same ones, and each name is \
             one.",
            "State that each thread has for itself needs no lock, and is no use to anybody else.",
            Proof::Talks(&[SHARED]),
        ),
        server(
            "add",
            &["inc"],
            "`add NAME N` answers the new value; N may be negative.",
            "A difference may go both ways, and the wire has no types.",
            Proof::Talks(&[ADD]),
        ),
        server(
            "bad-requests",
            &["inc"],
            "What is no request is answered with one line `error: REASON`, and the connection goes \
             on; blanks around words do not matter.",
            "Each line has its reply, or client and server stop understanding each other.",
            Proof::Talks(&[BAD_REQUESTS, BLANKS]),
        ),
        server(
            "overflow",
            &["add", "bad-requests"],
            "A value that does not fit in 64 bits is an error, and the counter is as it was.",
            "Wrapping gives a wrong number without a word. A panic with the lock in hand is worse.",
            Proof::Talks(&[OVERFLOW]),
        ),
        server(
            "names",
            &["bad-requests"],
            "A NAME has 1 to 32 characters out of `a` to `z`, `0` to `9`, `_` and `-`; all else is \
             an error.",
            "A limit that nobody checks is the attacker's to choose.",
            Proof::Talks(&[NAMES]),
        ),
        server(
            "integers",
            &["add", "bad-requests"],
            "An integer is digits, perhaps behind a minus sign, and fits in 64 bits; all else is an \
             error.",
            "Each language's own parser takes a little more: `1_0`, `1e3`, digits of other scripts.",
            Proof::Talks(&[INTEGERS]),
        ),
        server(
            "any-requests",
            &["pipelining", "pieces", "overflow", "names", "integers"],
            "Whatever the requests, however mixed, pipelined and cut: each is answered as if they \
             came one by one.",
            "The cases nobody thought of are the ones that come.",
            Proof::Property {
                cases: 16,
                strategy: any_requests,
            },
        ),
    ]
}

const INC: &str = r#"
1 connect
1 > "get {word}\n"
1 < "0\n"
1 > "inc {word}\n"
1 < "1\n"
1 > "inc {word}\n"
1 < "2\n"
1 > "get {word}\n"
1 < "2\n"
"#;

const SHARED: &str = r#"
# two clients count in one counter, and the names are told apart
1 connect
2 connect
1 > "inc {word}\n"
1 < "1\n"
2 > "inc {word}\n"
2 < "2\n"
2 > "inc {word}-2\n"
2 < "1\n"
1 > "get {word}-2\n"
1 < "1\n"
1 > "get {word}\n"
1 < "2\n"
2 > "inc aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n"
2 < "1\n"
1 > "inc aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n"
1 < "1\n"
1 close
3 connect
3 > "get {word}\n"
3 < "2\n"
"#;

const ADD: &str = r#"
1 connect
1 > "add {word} 5\n"
1 < "5\n"
1 > "add {word} -7\n"
1 < "-2\n"
1 > "inc {word}\n"
1 < "-1\n"
1 > "add {word} 0\n"
1 < "-1\n"
1 > "get {word}\n"
1 < "-1\n"
"#;

const BAD_REQUESTS: &str = r#"
# each of these is answered with an error, and with one only
1 connect
1 > "inc a\n"
1 < "1\n"
1 > "count a\n"
1 < line /^error: /
1 > "INC a\n"
1 < line /^error: /
1 > "Get a\n"
1 < line /^error: /
1 > "inc\n"
1 < line /^error: /
1 > "inc a b\n"
1 < line /^error: /
1 > "get\n"
1 < line /^error: /
1 > "get a a\n"
1 < line /^error: /
1 > "\n"
1 < line /^error: /
1 > "  \t\n"
1 < line /^error: /
1 > "inc \xff\n"
1 < line /^error: /
1 > "inc a\0\n"
1 < line /^error: /
1 > "\u{feff}inc a\n"
1 < line /^error: /
1 > "get a\n"
1 < "1\n"
"#;

const BLANKS: &str = r#"
1 connect
1 > "  inc   a\n"
1 < "1\n"
1 > "\tinc\t a \t\n"
1 < "2\n"
1 > "get a  \r\n"
1 < "2\n"
"#;

const OVERFLOW: &str = r#"
1 connect
1 > "add a 9223372036854775807\n"
1 < "9223372036854775807\n"
1 > "inc a\n"
1 < line /^error: /
1 > "get a\n"
1 < "9223372036854775807\n"
1 > "add a 1\n"
1 < line /^error: /
1 > "add b -9223372036854775808\n"
1 < "-9223372036854775808\n"
1 > "add b -1\n"
1 < line /^error: /
1 > "get b\n"
1 < "-9223372036854775808\n"
1 > "add a -9223372036854775808\n"
1 < "-1\n"
1 > "inc b\n"
1 < "-9223372036854775807\n"
"#;

const NAMES: &str = r#"
1 connect
1 > "inc abcdefghijklmnopqrstuvwxyz012345\n"
1 < "1\n"
1 > "inc 6789_-\n"
1 < "1\n"
1 > "inc -\n"
1 < "1\n"
1 > "inc 7\n"
1 < "1\n"
1 > "inc abcdefghijklmnopqrstuvwxyz0123456\n"
1 < line /^error: /
1 > "get abcdefghijklmnopqrstuvwxyz0123456\n"
1 < line /^error: /
1 > "inc A\n"
1 < line /^error: /
1 > "inc a.b\n"
1 < line /^error: /
1 > "inc a/b\n"
1 < line /^error: /
1 > "inc ů\n"
1 < line /^error: /
1 > "inc ٣\n"
1 < line /^error: /
1 > "add A 1\n"
1 < line /^error: /
1 > "inc abcdefghijklmnopqrstuvwxyz012345\n"
1 < "2\n"
"#;

const INTEGERS: &str = r#"
1 connect
1 > "add a 007\n"
1 < "7\n"
1 > "add a -007\n"
1 < "0\n"
1 > "add a\n"
1 < line /^error: /
1 > "add a 1 2\n"
1 < line /^error: /
1 > "add a 1_0\n"
1 < line /^error: /
1 > "add a 0x10\n"
1 < line /^error: /
1 > "add a 1e3\n"
1 < line /^error: /
1 > "add a 1.0\n"
1 < line /^error: /
1 > "add a ٣\n"
1 < line /^error: /
1 > "add a -\n"
1 < line /^error: /
1 > "add a --1\n"
1 < line /^error: /
1 > "add a one\n"
1 < line /^error: /
1 > "add a 9223372036854775808\n"
1 < line /^error: /
1 > "add a -9223372036854775809\n"
1 < line /^error: /
1 > "add a 99999999999999999999999999\n"
1 < line /^error: /
1 > "get a\n"
1 < "0\n"
"#;

/// A request of the property; what it is answered depends on those before it.
#[derive(Clone, Copy, Debug)]
enum Request {
    Inc(usize),
    Add(usize, i64),
    Get(usize),
    Bad(&'static str),
}

const CLIENT: Party = Party::Peer(1);
const BAD: [&str; 5] = ["", "inc", "get A", "add a 1_0", "\u{e9}t\u{e9}"];

/// Requests at random, good and bad, sent in groups, each group cut into pieces. Each talk counts
/// in counters of its own, since a server may play many.
fn any_requests() -> BoxedStrategy<Talk> {
    let group = (vec(request(), 1..6), vec(1_usize..12, 0..3));
    ("[a-z]{8}", vec(group, 1..4))
        .prop_map(|(word, groups)| {
            let mut talk = Talk::default().then(CLIENT, Action::Connect);
            let mut counters = [0_i64; NAMED];
            for (requests, cuts) in groups {
                let lines = requests.iter().map(|request| request.line(&word));
                let mut bytes: Vec<u8> = lines.collect::<String>().into_bytes();
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
                    let reply = request.reply(&mut counters);
                    talk = talk.then(CLIENT, Action::Expect(reply));
                }
            }
            talk
        })
        .boxed()
}

/// How many counters there are in a talk.
const NAMED: usize = 3;

fn request() -> BoxedStrategy<Request> {
    let name = 0..NAMED;
    let amount = prop_oneof![
        3 => -20_i64..20,
        1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0)],
    ];
    prop_oneof![
        3 => name.clone().prop_map(Request::Inc),
        3 => (name.clone(), amount).prop_map(|(name, amount)| Request::Add(name, amount)),
        2 => name.prop_map(Request::Get),
        1 => (0..BAD.len()).prop_map(|place| Request::Bad(BAD[place])),
    ]
    .boxed()
}

impl Request {
    fn line(self, word: &str) -> String {
        match self {
            Request::Inc(name) => format!("inc {word}-{name}\n"),
            Request::Add(name, amount) => format!("add {word}-{name} {amount}\n"),
            Request::Get(name) => format!("get {word}-{name}\n"),
            Request::Bad(line) => format!("{line}\n"),
        }
    }

    /// The model: what the contract says, one request after another.
    fn reply(self, counters: &mut [i64; NAMED]) -> Expectation {
        let value = match self {
            Request::Inc(name) => count(&mut counters[name], 1),
            Request::Add(name, amount) => count(&mut counters[name], amount),
            Request::Get(name) => Some(counters[name]),
            Request::Bad(_) => None,
        };
        match value {
            Some(value) => Expectation::Bytes(Data::text(format!("{value}\n"))),
            None => Expectation::Line("^error: ".into()),
        }
    }
}

fn count(counter: &mut i64, amount: i64) -> Option<i64> {
    *counter = counter.checked_add(amount)?;
    Some(*counter)
}
