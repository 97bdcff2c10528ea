//! Lines on a stream, and clients who stall, leave and break things.

use crate::check::{Check, Proof, server};
use crate::finding::Trouble;
use crate::labs::{growth, ramp};
use crate::scene::Scene;

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "pipelining",
            &["inc"],
            "Requests that arrive together are answered in order, each with its own reply.",
            "One `read` may return three requests and a half.",
            Proof::Talks(&[PIPELINING]),
        ),
        server(
            "pieces",
            &["inc"],
            "A request that arrives in pieces is answered once it is whole, and not before.",
            "The network cuts where it likes.",
            Proof::Talks(&[PIECES]),
        ),
        server(
            "half-close",
            &["inc"],
            "At the end of input the requests that were whole are answered, then the server closes.",
            "`printf … | nc` sends like this.",
            Proof::Talks(&[HALF_CLOSE]),
        ),
        server(
            "last-line",
            &["half-close"],
            "A last line without its newline is not a request.",
            "It may be half of one: `inc a` of an `inc apples`.",
            Proof::Talks(&[LAST_LINE]),
        ),
        server(
            "long-lines",
            &["bad-requests"],
            "A line of 1024 bytes is read; a longer one has one error, and the next line is read as \
             usual.",
            "A limit that is off by one shows at the limit only.",
            Proof::Talks(&[LONG_LINES]),
        ),
        server(
            "many-clients",
            &["shared"],
            "100 clients are connected at once, and each is answered.",
            "That is what threads are for.",
            Proof::Scene {
                told: "100 clients connect one after another and stay; each counts once in a \
                       counter of its own, and is answered `1`, before the next one comes. Then \
                       all of them count again at once, and each must be answered `2`.",
                play: many_clients,
            },
        ),
        server(
            "silent-client",
            &["shared"],
            "A client that is silent, or stops in mid-line, holds up no one else.",
            "A lock that is held while a request is read is held as long as its client likes.",
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
            &["silent-client"],
            "A client that breaks off with an RST ends its own connection only, and what it counted \
             stays counted.",
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
            "poisoned-lock",
            &["silent-client"],
            "Whatever becomes of the thread of one client, the counters are there for all others.",
            "A thread that panics with the lock in hand leaves it poisoned, and an `unwrap` on it \
             hands the panic on to every client that comes.",
            Proof::Talks(&[POISONED_LOCK]),
        ),
    ]
}

const PIPELINING: &str = r#"
# three requests in one write, and half of a fourth
1 connect
1 > "inc a\ninc b\nget c\ninc "
1 < "1\n"
1 < "1\n"
1 < "0\n"
1 > "a\nget b\n"
1 < "2\n"
1 < "1\n"
"#;

const PIECES: &str = r#"
1 connect
1 > "in"
1 < nothing
1 > "c {word}" ; taken
1 < nothing              # the name might go on
1 > "\n"
1 < "1\n"
1 > "inc {word}\r" ; taken
1 > "\nget {word}\n"
1 < "2\n"
1 < "2\n"
"#;

const HALF_CLOSE: &str = r#"
1 connect
1 > "inc a\ninc a\n"
1 finish
1 < "1\n"
1 < "2\n"
1 < end
"#;

const LAST_LINE: &str = r#"
1 connect
1 > "inc a\ninc a"
1 finish
1 < "1\n"
1 < end
2 connect
2 > "get a\n"
2 < "1\n"
"#;

/// A request that is padded to the limit and beyond, with each ending; then lines far beyond.
const LONG_LINES: &str = r#"
1 connect
1 > "inc a" + " " * 1019 + "\n"
1 < "1\n"
1 > "inc a" + " " * 1020 + "\n"
1 < line /^error: /
1 > "inc a" + " " * 1018 + "\r\n"
1 < "2\n"
1 > "inc a" + " " * 1021 + "\r\n"
1 < line /^error: /
1 > "x" * 5000 + "\xff" * 5000 + "\n"
1 < line /^error: /
1 > "inc a\n"
1 < "3\n"
"#;

const SILENT_CLIENT: &str = r#"
# one client has said nothing, another stops in mid-line
1 connect
2 connect
2 > "inc a\ninc "
2 < "1\n"
3 connect
3 > "inc a\n"
3 < "2\n"
2 > "a\n"
2 < "3\n"
1 > "get a\n"
1 < "3\n"
"#;

const STALLED_CLIENT: &str = r#"
# the replies fill the windows of a client that does not read them
1 connect
1 stall
1 > "add long 9223372036854775807\n" + "get long\n" * 262144
program rest
2 connect
2 > "inc a\n"
2 < "1\n"
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
2 > "inc a\n"
2 < "1\n"
2 reset
3 connect
3 > "inc a\ninc"
program rest
3 reset
4 connect
4 reset
6 connect
6 > "get a\n"
6 < "2\n"
program stop
6 > "get a\n"
6 reset
program continue       # its write fails
7 connect
7 > "get a\n"
7 < "2\n"
program stop
7 > "get a\n" * 3
7 close
program continue       # its second write fails
program rest
5 > "inc a\n"
5 < "3\n"
8 connect
8 > "get a\n"
8 < "3\n"
"#;

const ONE_CLIENT: &str = r#"
1 connect
1 > "inc {word}\n"
1 < line /^[0-9]+$/
"#;

/// Each of these has made a thread panic somewhere. What they are answered is the business of
/// other checks, and so is whether their connections live on; nobody reads them here.
const POISONED_LOCK: &str = r#"
1 connect
1 > "inc a\n"
1 < "1\n"
2 connect
2 > "add full 9223372036854775807\ninc full\n"
program rest
3 connect
3 > "add empty -9223372036854775808\nadd empty -1\n"
program rest
4 connect
4 > "add a one\nadd a 99999999999999999999\n"
program rest
5 connect
5 > "move full empty 1\n"
program rest
6 connect
6 > "inc ů\ninc \xff\n"
program rest
7 connect
7 > "add up 9223372036854775807\nadd more 9223372036854775807\nsum\n"
program rest
1 > "inc a\n"
1 < "2\n"
8 connect
8 > "get a\n"
8 < "2\n"
"#;

/// How many clients are there at once.
const CLIENTS: u32 = 100;

/// Each counts in a counter of its own, and all of them are asked for at the end.
fn many_clients(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    scene.perform(&ramp::up(CLIENTS, |client, round| {
        (format!("inc client-{client}\n"), format!("{round}\n"))
    }))
}
