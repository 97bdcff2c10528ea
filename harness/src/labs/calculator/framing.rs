//! Lines on a stream, and many clients: what the calculator promises beside arithmetic.

use std::time::Duration;

use crate::check::{Check, Proof, server};
use crate::finding::Trouble;
use crate::player::Telling;
use crate::scene::{Scene, Server};
use crate::talk::{Action, Data, Party, Piece, Talk};

use crate::labs::{growth, ramp};

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "errors-go-on",
            &["operations"],
            "A bad request is answered with one line `error: REASON`, and the connection goes on.",
            "A typing mistake is no reason to hang up.",
            Proof::Talks(&[ERRORS_GO_ON]),
        ),
        server(
            "empty-line",
            &["errors-go-on"],
            "An empty line is a bad request like others.",
            "Each line has its reply: a client that counts them must not be one short.",
            Proof::Talks(&[EMPTY_LINE]),
        ),
        server(
            "not-utf8",
            &["errors-go-on"],
            "A line that is not UTF-8 is a bad request like others.",
            "`BufRead::read_line` fails on it, and a `?` there ends the connection.",
            Proof::Talks(&[NOT_UTF8]),
        ),
        server(
            "crlf",
            &["operations"],
            "One `\\r` right before the `\\n` is not part of the line.",
            "Half of the world's programs end their lines like this.",
            Proof::Talks(&[CRLF]),
        ),
        server(
            "long-lines",
            &["errors-go-on"],
            "A line of 1024 bytes is read; a longer one has one error, and the next line is read as \
             usual.",
            "A limit that is off by one shows at the limit only.",
            Proof::Talks(&[LONG_LINES]),
        ),
        server(
            "flood",
            &["long-lines"],
            "64 MiB without a newline do not grow the server's memory.",
            "`read_line` has no limit: one client that never sends a newline fills the memory of \
             all.",
            Proof::Scene {
                told: "A client sends 64 MiB of `x` and only then a newline. The most memory that \
                       the server ever held is read before and after, and where it has grown, once \
                       more with three times as many. The long line must be answered by one \
                       `error: REASON`, and the request behind it by its result.",
                play: flood,
            },
        ),
        server(
            "pipelining",
            &["operations"],
            "Requests that arrive together are answered in order, each with its own reply.",
            "One `read` may return three requests and a half.",
            Proof::Talks(&[PIPELINING]),
        ),
        server(
            "pieces",
            &["operations"],
            "A request that arrives in pieces is answered once it is whole, and not before.",
            "The network cuts where it likes.",
            Proof::Talks(&[PIECES]),
        ),
        server(
            "half-close",
            &["operations"],
            "At the end of input the requests that were whole are answered, then the server closes.",
            "`printf … | nc` sends like this.",
            Proof::Talks(&[HALF_CLOSE]),
        ),
        server(
            "last-line",
            &["half-close"],
            "A last line without its newline is not a request.",
            "It may be half of one: `add 1 2` of an `add 1 25`.",
            Proof::Talks(&[LAST_LINE, LAST_LONG_LINE]),
        ),
        server(
            "many-clients",
            &["operations"],
            "100 clients are connected at once, and each gets its own replies.",
            "That is what threads are for.",
            Proof::Scene {
                told: "100 clients connect one after another and stay; each asks for a sum of its \
                       own, and is answered, before the next one comes. Then all of them ask at \
                       once, and each must get the result of its own request.",
                play: many_clients,
            },
        ),
        server(
            "silent-client",
            &["operations"],
            "A client that is silent, or stops in mid-line, holds up no one else.",
            "Most connections are silent most of the time.",
            Proof::Talks(&[SILENT_CLIENT]),
        ),
        server(
            "stalled-client",
            &["silent-client"],
            "A client that does not read its replies holds up no one else.",
            "A lock that is held while a reply is written is held as long as its client likes.",
            Proof::Talks(&[STALLED_CLIENT]),
        ),
        server(
            "after-reset",
            &["operations"],
            "A client that breaks off with an RST ends its own connection only.",
            "Laptops are closed and cables pulled all day.",
            Proof::Talks(&[AFTER_RESET]),
        ),
        server(
            "no-growth",
            &["half-close", "after-reset"],
            "Clients who came and left one after another leave no descriptor, no thread and no \
             memory behind.",
            "What is kept for each client that has left fills the process's limit within a day.",
            Proof::Scene {
                told: growth::TOLD_WITH_MEMORY,
                play: |scene| growth::judge_with_memory(scene, ONE_CLIENT),
            },
        ),
        server(
            "schedules",
            &[
                "any-requests",
                "many-clients",
                "stalled-client",
                "after-reset",
            ],
            "Whichever of its threads goes on at every step, each client gets its own replies and \
             nobody waits for ever.",
            "Two threads that need two locks meet in the wrong order on the busiest day of the year.",
            Proof::Schedules(400),
        ),
    ]
}

const ERRORS_GO_ON: &str = r#"
1 connect
1 > "what is 2 and 3?\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
1 > "add two three\n"
1 < line /^error: /
1 > "add 2 4\n"
1 < "6\n"
"#;

const EMPTY_LINE: &str = r#"
1 connect
1 > "\n"
1 < line /^error: /
1 > "  \t\n"
1 < line /^error: /
1 > "\r\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

const NOT_UTF8: &str = r#"
1 connect
1 > "add \xff 3\n"
1 < line /^error: /
1 > "add 2\xff 3\n"
1 < line /^error: /
1 > "\xe2\x82\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

const CRLF: &str = r#"
1 connect
1 > "add 2 3\r\n"
1 < "5\n"
1 > "divide 7 2\r\n"
1 < number 3.5
1 > "add 2 4\n"
1 < "6\n"
"#;

/// A request that is padded to the limit and beyond, with each ending; then lines far beyond.
const LONG_LINES: &str = r#"
1 connect
1 > "add 2 3" + " " * 1017 + "\n"
1 < "5\n"
1 > "add 2 3" + " " * 1018 + "\n"
1 < line /^error: /
1 > "add 2 4\n"
1 < "6\n"
1 > "add 2 3" + " " * 1016 + "\r\n"
1 < "5\n"
1 > "add 2 3" + " " * 1019 + "\r\n"
1 < line /^error: /
1 > "x" * 5000 + "\xff" * 5000 + "\n"
1 < line /^error: /
1 > "add 2 5\n"
1 < "7\n"
1 > "x" * 100000 + "\n"
1 < line /^error: /
1 > "add 2 6\n"
1 < "8\n"
"#;

const ONE_CLIENT: &str = r#"
1 connect
1 > "add 2 3\n"
1 < "5\n"
"#;

const PIPELINING: &str = r#"
# three requests in one write, and half of a fourth
1 connect
1 > "add 1 1\nmultiply 6 7\nnonsense\nsubtract 9 "
1 < "2\n"
1 < "42\n"
1 < line /^error: /
1 > "4\nadd 5 5\n"
1 < "5\n"
1 < "10\n"
1 > "add 2 3\n" * 1000   # as many as a client likes
1 < "5\n" * 1000
"#;

const PIECES: &str = r#"
1 connect
1 > "ad"
1 < nothing
1 > "d 2" ; taken
1 > " 3"
1 < nothing              # it might go on
1 > "\n"
1 < "5\n"
1 > "add 2 3\r"
1 < nothing
1 > "\nadd 2 4\n"
1 < "5\n"
1 < "6\n"
"#;

const HALF_CLOSE: &str = r#"
1 connect
1 > "add 2 3\nadd 2 4\n"
1 finish
1 < "5\n"
1 < "6\n"
1 < end
"#;

const LAST_LINE: &str = r#"
1 connect
1 > "add 2 3\nadd 1 2"
1 finish
1 < "5\n"
1 < end
"#;

const LAST_LONG_LINE: &str = r#"
# the input ends in a line that is too long already: one error or none, and the next client is served
1 connect
1 > "x" * 5000
1 finish
program rest
1 close
2 connect
2 > "add 2 3\n"
2 < "5\n"
"#;

const SILENT_CLIENT: &str = r#"
# one client has said nothing, another stops in mid-line
1 connect
2 connect
2 > "add 2 3\nadd 1"
2 < "5\n"
3 connect
3 > "add 2 4\n"
3 < "6\n"
2 > "0 1\n"
2 < "11\n"
1 > "add 2 5\n"
1 < "7\n"
"#;

const AFTER_RESET: &str = r#"
# before it can be accepted, since the server is stopped meanwhile (SIGSTOP, SIGCONT); after a
# reply, with a reply unread, at once, with a request unread; and one closes with three unread; a fifth
# client is there from then on
program stop
1 connect
1 reset
program continue
program rest
5 connect
2 connect
2 > "add 2 3\n"
2 < "5\n"
2 reset
3 connect
3 > "add 2 3\nadd 2"
program rest
3 reset
4 connect
4 reset
6 connect
6 > "add 2 3\n"
6 < "5\n"
program stop
6 > "add 2 3\n"
6 reset
program continue       # its write fails
7 connect
7 > "add 2 3\n"
7 < "5\n"
program stop
7 > "add 2 3\n" * 3
7 close
program continue       # its second write fails
program rest
5 > "add 2 4\n"
5 < "6\n"
8 connect
8 > "add 2 5\n"
8 < "7\n"
"#;

/// How much is sent without a newline, in MiB: a piece at a time, since the harness, too, has a bound
/// to its memory.
const FLOOD: usize = 64;
/// How much a server's memory may grow meanwhile, in bytes: buffers, a thread's stack.
const ALLOWED: u64 = 16 << 20;

/// A line that does not end. Where the server's memory grows, there is another one, of three times
/// the length: what is kept of it shows as well, and what a garbage collector takes for its warm-up
/// does not.
fn flood(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let mut server = scene.start_server()?;
    if grown_by(scene, &mut server, FLOOD)? <= ALLOWED {
        return Ok(());
    }
    let grown = grown_by(scene, &mut server, 3 * FLOOD)?;
    if grown <= (FLOOD as u64) << 20 {
        return Ok(());
    }
    Err(scene
        .find("the server keeps what it is sent of a line that does not end")
        .comparing(
            "memory that does not grow with the line",
            format!(
                "{} MiB more after {} MiB without a newline than after {FLOOD}",
                grown >> 20,
                3 * FLOOD
            ),
        )
        .into())
}

/// How much a server's memory grew over a line of so many MiB, in bytes.
fn grown_by(scene: &Scene<'_>, server: &mut Server, length: usize) -> Result<u64, Trouble> {
    let piece = Data {
        pieces: vec![Piece::Text {
            bytes: b"x".to_vec(),
            times: 1 << 20,
        }],
    };
    let client = Party::Peer(1);
    let mut talk = Talk::default().then(client, Action::Connect);
    for _ in 0..length {
        // The pause waits until the piece is out.
        talk = talk
            .then(client, Action::Send(piece.clone()))
            .then(client, Action::Pause(Duration::from_micros(1)));
    }
    let end = scene.read(END_OF_FLOOD)?;
    talk.steps.extend(end.steps.into_iter().skip(1));

    let before = server.program.observer.resources().peak;
    scene.converse(server, &talk, Telling::Whole)?;
    Ok(server
        .program
        .observer
        .resources()
        .peak
        .saturating_sub(before))
}

const END_OF_FLOOD: &str = r#"
1 connect
1 > "\n"
1 < line /^error: /
1 > "add 2 3\n"
1 < "5\n"
"#;

/// How many clients are there at once.
const CLIENTS: u32 = 100;

fn many_clients(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    scene.perform(&ramp::up(CLIENTS, |client, round| {
        (
            format!("add {client} {round}000\n"),
            format!("{}\n", client + 1000 * round),
        )
    }))
}

const STALLED_CLIENT: &str = r#"
# the replies fill the windows of a client that does not read them
1 connect
1 stall
1 > "add 9223372036854775806 1\n" * 262144
program rest
2 connect
2 > "add 2 4\n"
2 < "6\n"
"#;
