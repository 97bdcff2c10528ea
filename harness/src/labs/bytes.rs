//! The promises of every server that sends back what it receives: the labs `echo` and
//! `threaded-echo` make them both.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::check::{Check, Proof, server};
use crate::talk::{Action, Data, Expectation, Party, Talk};

use super::{descriptors, growth};

/// The checks, without steps and points; a lab's plan gives them.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "one-line",
            &[],
            "A line comes back as it was sent.",
            "Everything else builds on one message there and back.",
            Proof::Talks(&[ONE_LINE]),
        ),
        server(
            "many-messages",
            &["one-line"],
            "A connection stays open for as many messages as the client likes to send.",
            "A connection is a stream: it ends when the client says so, not after one message.",
            Proof::Talks(&[MANY_MESSAGES]),
        ),
        server(
            "half-close",
            &["one-line"],
            "When the client has finished sending, the server closes its side.",
            "`read` returns 0 at the end of input. A server that misses it keeps the connection, \
             its memory and its descriptor for ever, and the client waits for ever.",
            Proof::Talks(&[HALF_CLOSE]),
        ),
        server(
            "half-close-at-once",
            &["half-close"],
            "A client that finishes right after sending still gets all of its bytes back.",
            "The end of input says that no more will come, not that nobody listens: \
             `printf … | nc` sends like this.",
            Proof::Talks(&[HALF_CLOSE_AT_ONCE]),
        ),
        server(
            "next-client",
            &["one-line"],
            "When a client has left, the next one is served.",
            "A server that serves once, whether it ends then or waits for ever, is restarted all \
             night.",
            Proof::Talks(&[NEXT_CLIENT]),
        ),
        server(
            "any-bytes",
            &["many-messages", "next-client"],
            "Whatever the bytes are, they come back unchanged.",
            "TCP carries bytes, not text: a picture, a zip or half a character is as good as a line.",
            Proof::Property {
                cases: 40,
                strategy: any_bytes,
            },
        ),
        server(
            "any-cutting",
            &["many-messages", "next-client"],
            "However a message is cut into pieces, what was read is sent back before more is \
             waited for.",
            "The network cuts where it likes. A program that takes one `read` for one message works \
             on the developer's desk and nowhere else.",
            Proof::Property {
                cases: 30,
                strategy: any_cutting,
            },
        ),
        server(
            "cut-utf8",
            &["many-messages"],
            "A character whose bytes arrive apart comes back byte by byte.",
            "Decoding what one `read` returned breaks every character that the network has cut.",
            Proof::Talks(&[CUT_UTF8]),
        ),
        server(
            "large-echo",
            &["many-messages"],
            "4 MiB come back while they are still being sent.",
            "A server that first reads all and then answers needs memory without bound, and stops \
             for ever when both sides wait for the other to read.",
            Proof::Talks(&[LARGE_ECHO]),
        ),
        server(
            "short-writes",
            &["large-echo"],
            "What a `write` did not take is written again.",
            "`write` may take fewer bytes than it was given, and says so by what it returns. \
             `write_all` asks again.",
            Proof::Talks(&[SHORT_WRITES]),
        ),
        server(
            "nothing-added",
            &["one-line"],
            "Nothing is sent that was not received.",
            "A greeting or a newline too much breaks the next program in the pipe.",
            Proof::Talks(&[NOTHING_ADDED]),
        ),
        server(
            "after-reset",
            &["next-client"],
            "A client that breaks off with an RST ends its own connection only.",
            "Laptops are closed and cables pulled all day. An error of one client is no reason to \
             end for all.",
            Proof::Talks(&[AFTER_RESET]),
        ),
        server(
            "after-reset-mid-write",
            &["after-reset"],
            "A client that breaks off while the server writes to it ends its own connection only.",
            "`write` fails as well as `read` does.",
            Proof::Talks(&[AFTER_RESET_MID_WRITE]),
        ),
        descriptors::check(),
        server(
            "no-growth",
            &["next-client", "after-reset"],
            "260 clients one after another leave no descriptor and no thread behind.",
            WHY_NO_GROWTH,
            Proof::Scene {
                told: growth::TOLD,
                play: |scene| growth::judge(scene, ONE_CLIENT),
            },
        ),
    ]
}

/// What such a server keeps of clients that have left, where no other check looks at its memory.
pub fn no_growth_of_memory() -> Check {
    server(
        "no-growth",
        &["next-client", "after-reset"],
        "Clients who came and left one after another leave no descriptor, no thread and no memory \
         behind.",
        WHY_NO_GROWTH,
        Proof::Scene {
            told: growth::TOLD_WITH_MEMORY,
            play: |scene| growth::judge_with_memory(scene, ONE_CLIENT),
        },
    )
}

const WHY_NO_GROWTH: &str = "What is kept for each client that has left fills the process's limit \
                             within a day.";

const ONE_LINE: &str = r#"
# one line, there and back
1 connect
1 > "hello {word}\n"
1 < "hello {word}\n"
1 < nothing
"#;

const MANY_MESSAGES: &str = r#"
# one connection, many messages
1 connect
1 > "one {first}\n"
1 < "one {first}\n"
1 > "two {second}, and no newline"
1 < "two {second}, and no newline"
1 > "\n"
1 < "\n"
1 > "four {fourth}\nfive {fifth}\n"
1 < "four {fourth}\nfive {fifth}\n"
1 > "six {first}\n"
1 < "six {first}\n"
"#;

const HALF_CLOSE: &str = r#"
# the client finishes after its reply
1 connect
1 > "bye {word}\n"
1 < "bye {word}\n"
1 finish
1 < end
"#;

const HALF_CLOSE_AT_ONCE: &str = r#"
# the client finishes right after sending, as `printf … | nc` does
1 connect
1 > count 20000
1 finish
1 < count 20000
1 < end
"#;

const NEXT_CLIENT: &str = r#"
# three clients, one after another
1 connect
1 > "first {one}\n"
1 < "first {one}\n"
1 close
2 connect
2 close              # it only looked in
3 connect
3 > "third {three}\n"
3 < "third {three}\n"
"#;

const CUT_UTF8: &str = r#"
# a euro sign in two pieces, a rocket in four
1 connect
1 > "\xe2\x82"
1 < "\xe2\x82"
1 > "\xac\n"
1 < "\xac\n"
1 > "\xf0"
1 < "\xf0"
1 > "\x9f"
1 < "\x9f"
1 > "\x9a"
1 < "\x9a"
1 > "\x80"
1 < "\x80"
"#;

const LARGE_ECHO: &str = r#"
# 4 MiB, read while they are sent
1 connect
1 > count 4194304
1 < count 4194304
"#;

const SHORT_WRITES: &str = r#"
# The client does not read until the server's write blocks. Then the server is stopped and goes
# on (SIGSTOP, SIGCONT), as under a debugger or after Ctrl-Z and `fg`: its write returns with what
# it has written so far.
1 connect
1 stall
1 > count 7000003
program interrupt
1 < count 7000003
"#;

const NOTHING_ADDED: &str = r#"
# nothing before the first message, nothing after the last
1 connect
1 < nothing
1 > "just this {word}"
1 < "just this {word}"
1 < nothing
"#;

const AFTER_RESET: &str = r#"
# four ways to break off: after a reply, with a reply unread, at once, and before the server can
# have accepted, since it is stopped meanwhile (SIGSTOP, SIGCONT)
1 connect
1 > "hello\n"
1 < "hello\n"
1 reset
2 connect
2 > "nobody will read this\n"
program rest         # it has sent its reply, and waits
2 reset
3 connect
3 reset
program rest         # it has taken note of all three
program stop
4 connect
4 reset
program continue
program rest
5 connect
5 > "still there, {word}?\n"
5 < "still there, {word}?\n"
"#;

const AFTER_RESET_MID_WRITE: &str = r#"
# the client breaks off while the server's write waits for it to read
1 connect
1 stall
1 > count 8388608
program rest
1 reset
program rest         # it has taken note
2 connect
2 > "still there, {word}?\n"
2 < "still there, {word}?\n"
"#;

const ONE_CLIENT: &str = r#"
1 connect
1 > "hello {word}\n"
1 < "hello {word}\n"
"#;

const CLIENT: Party = Party::Peer(1);

fn say(talk: Talk, bytes: &[u8]) -> Talk {
    talk.then(CLIENT, Action::Send(Data::text(bytes)))
}

fn hear(talk: Talk, bytes: &[u8]) -> Talk {
    talk.then(
        CLIENT,
        Action::Expect(Expectation::Bytes(Data::text(bytes))),
    )
}

fn opening() -> Talk {
    Talk::default().then(CLIENT, Action::Connect)
}

/// A few messages of any bytes, each echoed before the next.
fn any_bytes() -> BoxedStrategy<Talk> {
    vec(message(), 1..4)
        .prop_map(|messages| {
            messages
                .iter()
                .fold(opening(), |talk, message| hear(say(talk, message), message))
        })
        .boxed()
}

/// Bytes at random are rarely those that break programs, so these come more often; and now and
/// then a message is longer than one `read` takes.
fn message() -> BoxedStrategy<Vec<u8>> {
    let byte = prop_oneof![
        4 => (b'a'..=b'z').no_shrink(),
        1 => Just(0_u8),
        1 => Just(b'\n'),
        1 => Just(b'\r'),
        1 => Just(0x1a_u8),
        3 => any::<u8>().no_shrink(),
    ];
    prop_oneof![
        6 => vec(byte, 1..40),
        1 => (1025_usize..3000, (b'a'..=b'z').no_shrink()).prop_map(|(length, byte)| vec![byte; length]),
    ]
    .boxed()
}

/// What comes after a piece of a message.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// All that is due is awaited: the pieces cannot be put together again.
    Awaited,
    /// The next piece follows on its heels.
    Followed,
}

/// One message in pieces, down to single bytes.
fn any_cutting() -> BoxedStrategy<Talk> {
    let piece = vec(
        prop_oneof![
            6 => (b'a'..=b'z').no_shrink(),
            1 => Just(b'\n'),
            1 => (0x80_u8..=0xff).no_shrink(),
        ],
        1..12,
    );
    let then = prop_oneof![3 => Just(Then::Awaited), 1 => Just(Then::Followed)];
    vec((piece, then), 1..8)
        .prop_map(|pieces| {
            let mut due: Vec<u8> = Vec::new();
            let mut talk = opening();
            for (piece, then) in pieces {
                talk = say(talk, &piece);
                due.extend(&piece);
                if let Then::Awaited = then {
                    talk = hear(talk, &std::mem::take(&mut due));
                }
            }
            if due.is_empty() {
                talk
            } else {
                hear(talk, &due)
            }
        })
        .boxed()
}
