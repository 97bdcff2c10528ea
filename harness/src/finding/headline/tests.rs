//! Every sentence about a failure, as a reader sees it.

use super::*;
use crate::player::Gap;
use crate::talk::Data;
use Expectation::{Bytes, End, Exit, Line, Nothing, Says};
use Party::{Peer, Program};
use Role::{Client, Server};
use rstest::rstest;

fn hello() -> Action {
    Action::Expect(Bytes(Data::text("hello\n")))
}

fn line() -> Action {
    Action::Expect(Line("^ok".into()))
}

/// So much of `hello\n` came, and then this.
fn came(at: usize, instead: &str) -> Option<Gap> {
    Some(Gap {
        start: 0,
        at,
        length: 6,
        expected: b"hello\n".into(),
        got: [&b"hello\n"[..at], instead.as_bytes()].concat(),
    })
}

/// This came where a line, an end or nothing was due.
fn other(got: &str) -> Option<Gap> {
    Some(Gap {
        start: 0,
        at: 0,
        length: 0,
        expected: Vec::new(),
        got: got.into(),
    })
}

fn told(
    role: Role,
    party: Party,
    action: &Action,
    reason: Reason,
    gap: Option<Gap>,
    said: &str,
) -> Told {
    let failure = Failure {
        step: 0,
        party,
        reason,
        gap,
        said: said.to_owned(),
        observation: None,
    };
    tell(role, Some(action), &failure)
}

#[rstest]
#[case(
    Server,
    Peer(1),
    hello(),
    Reason::Differs,
    came(0, "HELLO\n"),
    "client 1 got other bytes than it should, from the first one on"
)]
#[case(
    Server,
    Peer(2),
    hello(),
    Reason::Differs,
    came(5, "\r\n"),
    "client 2 got other bytes than it should, from byte 5 on"
)]
#[case(
    Client,
    Peer(1),
    hello(),
    Reason::Differs,
    came(5, "\r\n"),
    "the server got other bytes than it should, from byte 5 on"
)]
#[case(
    Client,
    Program,
    hello(),
    Reason::Differs,
    came(2, "x"),
    "the client printed other bytes than it should, from byte 2 on"
)]
#[case(
    Server,
    Peer(1),
    line(),
    Reason::Differs,
    other("no"),
    "client 1 got another line than it should"
)]
#[case(
    Server,
    Peer(1),
    Action::Expect(Nothing),
    Reason::Unexpected,
    other("x"),
    "client 1 got more than it should"
)]
#[case(
    Client,
    Program,
    Action::Expect(End),
    Reason::Unexpected,
    other("bye\n"),
    "the client printed more than it should"
)]
#[case(
    Server,
    Peer(1),
    hello(),
    Reason::TheyEnded,
    came(3, ""),
    "the server closed the connection after 3 of 6 bytes"
)]
#[case(
    Server,
    Peer(1),
    hello(),
    Reason::TheyEnded,
    came(0, ""),
    "the server closed the connection where a reply was due"
)]
#[case(
    Server,
    Peer(1),
    hello(),
    Reason::TheyReset,
    came(3, ""),
    "the server reset the connection after 3 of 6 bytes"
)]
#[case(
    Server,
    Peer(1),
    line(),
    Reason::TheyEnded,
    other("o"),
    "the server closed the connection in the middle of a line"
)]
#[case(
    Server,
    Peer(1),
    line(),
    Reason::TheyEnded,
    None,
    "the server closed the connection where a reply was due"
)]
#[case(
    Client,
    Program,
    hello(),
    Reason::TheyEnded,
    came(3, ""),
    "the client closed its standard output after 3 of 6 bytes"
)]
#[case(
    Server,
    Peer(1),
    Action::Connect,
    Reason::TheyReset,
    None,
    "the server reset the connection too early"
)]
#[case(
    Server,
    Peer(1),
    hello(),
    Reason::Ended(Ended::Signal(11)),
    came(0, ""),
    "the server ended with signal 11 (SIGSEGV) in the middle of the conversation"
)]
#[case(
    Client,
    Program,
    Action::Expect(Exit(0)),
    Reason::WrongEnd(Ended::Status(1)),
    None,
    "the client ended with exit status 1, not 0"
)]
#[case(
    Client,
    Program,
    Action::Expect(Exit(0)),
    Reason::WrongEnd(Ended::Signal(9)),
    None,
    "the client ended with signal 9 (SIGKILL)"
)]
#[case(Client, Program, Action::Expect(Says("lost".into())), Reason::SaysNot, other("?"),
    "the client did not say on standard error what it should")]
#[case(Server, Peer(3), Action::Connect, Reason::Refused("Connection refused".into()), None,
    "client 3 could not connect: Connection refused")]
fn a_failure_is_a_sentence(
    #[case] role: Role,
    #[case] party: Party,
    #[case] action: Action,
    #[case] reason: Reason,
    #[case] gap: Option<Gap>,
    #[case] sentence: &str,
) {
    assert_eq!(
        told(role, party, &action, reason, gap, "").headline,
        sentence
    );
}

#[rstest]
#[case(
    Server,
    Peer(1),
    hello(),
    came(0, ""),
    "the server did not answer client 1"
)]
#[case(
    Server,
    Peer(1),
    hello(),
    came(2, ""),
    "the server did not send more than 2 of 6 bytes"
)]
#[case(
    Client,
    Program,
    hello(),
    came(2, ""),
    "the client did not print more than 2 of 6 bytes"
)]
#[case(
    Client,
    Program,
    hello(),
    came(0, ""),
    "the client did not print anything"
)]
#[case(
    Client,
    Peer(1),
    hello(),
    came(0, ""),
    "the client did not send anything"
)]
#[case(Server, Peer(1), line(), None, "the server did not answer client 1")]
#[case(
    Server,
    Peer(1),
    line(),
    other("ok"),
    "the server did not end its line"
)]
#[case(Server, Peer(1), Action::Connect, None, "client 1 could not connect")]
#[case(Client, Peer(1), Action::Accept, None, "the client did not connect")]
#[case(
    Server,
    Peer(2),
    Action::Expect(End),
    None,
    "the server did not close the connection of client 2"
)]
#[case(
    Client,
    Peer(1),
    Action::Expect(End),
    None,
    "the client did not close the connection"
)]
#[case(Client, Program, Action::Expect(End), None, "the client did not end")]
#[case(
    Server,
    Peer(1),
    Action::Expect(Nothing),
    None,
    "the server did not come to rest"
)]
#[case(
    Client,
    Program,
    Action::Expect(Exit(0)),
    None,
    "the client did not end"
)]
#[case(Client, Program, Action::Expect(Says("lost".into())), None,
    "the client did not say on standard error what it should")]
#[case(Server, Peer(1), Action::Finish, None, "the server did not go on")]
fn what_is_missing_never_comes_or_has_had_its_time(
    #[case] role: Role,
    #[case] party: Party,
    #[case] action: Action,
    #[case] gap: Option<Gap>,
    #[case] missing: &str,
) {
    let headline = |reason| told(role, party, &action, reason, gap.clone(), "").headline;
    assert_eq!(
        headline(Reason::Stuck),
        format!("{missing}, and it never will")
    );
    assert_eq!(headline(Reason::Late), format!("{missing} within 10 s"));
}

#[rstest]
#[case(
    hello(),
    Reason::Stuck,
    came(0, ""),
    r#""hello\n""#,
    r#""hello\n""#,
    Some("nothing")
)]
#[case(
    hello(),
    Reason::TheyEnded,
    came(4, ""),
    r#""hello\n""#,
    r#""hello\n""#,
    Some(r#""hell" and nothing more"#)
)]
#[case(
    hello(),
    Reason::Ended(Ended::Status(2)),
    came(4, ""),
    r#""hello\n""#,
    r#""hello\n""#,
    Some("the server ended with exit status 2")
)]
#[case(
    line(),
    Reason::Differs,
    other("no"),
    "a line that matches /^ok/",
    "a line that matches /^ok/",
    Some(r#""no""#)
)]
#[case(
    Action::Expect(Exit(0)),
    Reason::WrongEnd(Ended::Status(1)),
    None,
    "exit status 0",
    "exit status 0",
    Some("exit status 1")
)]
#[case(
    Action::Expect(Exit(0)),
    Reason::Stuck,
    None,
    "exit status 0",
    "exit status 0",
    None
)]
#[case(
    Action::Expect(Nothing),
    Reason::Unexpected,
    other("x"),
    "no byte at all",
    "no byte at all",
    Some(r#""x""#)
)]
fn wanted_and_given_are_nouns(
    #[case] action: Action,
    #[case] reason: Reason,
    #[case] gap: Option<Gap>,
    #[case] wanted: &str,
    #[case] expected: &str,
    #[case] got: Option<&str>,
) {
    let told = told(Server, Peer(1), &action, reason, gap, "");
    assert_eq!(told.wanted, wanted);
    assert_eq!(told.expected.as_deref(), Some(expected));
    assert_eq!(told.got.as_deref(), got);
}

#[test]
fn long_bytes_are_wanted_in_short() {
    let action = Action::Expect(Bytes(Data::count(65536)));
    let told = told(Server, Peer(1), &action, Reason::Stuck, None, "");
    assert_eq!(told.wanted, r#""1\n2\n3\n4\n5\n…" (65536 bytes)"#);
}

#[test]
fn a_panic_says_more_than_how_it_ended() {
    let said = "thread 'main' (7) panicked at src/server.rs:3:4:\nboom\n";
    let headline = |reason| told(Server, Peer(1), &hello(), reason, came(0, ""), said).headline;
    assert_eq!(
        headline(Reason::Ended(Ended::Status(101))),
        "the server panicked at src/server.rs:3:4: boom"
    );
    assert_eq!(
        headline(Reason::Stuck),
        "the server did not answer client 1, and it never will",
        "a thread's panic is not what the client waits for"
    );
}
