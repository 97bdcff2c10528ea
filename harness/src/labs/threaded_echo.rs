//! Lab 2, `threaded-echo`: the same bytes for many clients at once, and the operator's console.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{arrange, bytes, command_line, growth, ramp, unread};
use crate::check::{Check, Proof, server};
use crate::finding::Trouble;
use crate::lab::{Compiled, Lab, Load};
use crate::scene::Scene;
use crate::talk::{Action, Data, Expectation, Party, Talk};

/// The lab.
pub fn lab() -> Lab {
    let mut checks = command_line::server_checks();
    checks.extend(bytes::checks());
    checks.extend(client_checks());
    checks.push(unread::check(|scene| {
        unread::judge(scene, "", "what nobody reads waits for somebody\n")
    }));
    checks.extend(console_checks());
    Lab {
        number: 2,
        name: "threaded-echo",
        title: "a thread for each client",
        steps: &[
            "a thread for each client",
            "faults of one client",
            "tidy threads",
            "status",
            "quit",
        ],
        compiled: Compiled::Plainly,
        load: Load::ECHO,
        checks: arrange(checks, PLAN),
    }
}

/// Check, step, points.
const PLAN: &[(&str, &str, u32)] = &[
    ("banner", "a thread for each client", 1),
    ("usage", "a thread for each client", 1),
    ("taken-port", "a thread for each client", 1),
    ("one-line", "a thread for each client", 4),
    ("many-messages", "a thread for each client", 2),
    ("half-close", "a thread for each client", 2),
    ("half-close-at-once", "a thread for each client", 2),
    ("next-client", "a thread for each client", 2),
    ("nothing-printed", "a thread for each client", 1),
    ("any-bytes", "a thread for each client", 2),
    ("any-cutting", "a thread for each client", 2),
    ("cut-utf8", "a thread for each client", 1),
    ("large-echo", "a thread for each client", 2),
    ("short-writes", "a thread for each client", 1),
    ("nothing-added", "a thread for each client", 1),
    ("silent-client", "a thread for each client", 8),
    ("half-message", "a thread for each client", 4),
    ("stalled-client", "a thread for each client", 3),
    ("unread-replies", "a thread for each client", 1),
    ("interleaving", "a thread for each client", 6),
    ("many-clients", "a thread for each client", 4),
    ("after-reset", "faults of one client", 4),
    ("after-reset-mid-write", "faults of one client", 3),
    ("reset-storm", "faults of one client", 3),
    ("accept-error", "faults of one client", 1),
    ("no-growth", "tidy threads", 3),
    ("tidy-threads", "tidy threads", 6),
    ("status-counts", "status", 6),
    ("status-failed-clients", "status", 3),
    ("status-unknown-lines", "status", 2),
    ("quit-idle", "quit", 3),
    ("quit-finishes-clients", "quit", 3),
    ("quit-refuses", "quit", 3),
    ("quit-counts", "quit", 3),
    ("end-of-input", "quit", 2),
    ("schedules", "quit", 4),
];

fn client_checks() -> Vec<Check> {
    vec![
        server(
            "silent-client",
            &["one-line"],
            "The second client is served while the first one says nothing.",
            "Most connections are silent most of the time. That one connects is no sign that it is \
             served: the system completes connections on its own and keeps them in the backlog.",
            Proof::Talks(&[SILENT_CLIENT]),
        ),
        server(
            "half-message",
            &["silent-client"],
            "The second client is served while the first one has sent half a message.",
            "Somebody is always in the middle of a line.",
            Proof::Talks(&[HALF_MESSAGE]),
        ),
        server(
            "stalled-client",
            &["silent-client", "large-echo"],
            "The second client is served while the first one does not read what it is sent.",
            "A lock that is held while bytes are written is held as long as their reader likes.",
            Proof::Talks(&[STALLED_CLIENT]),
        ),
        server(
            "interleaving",
            &["silent-client"],
            "Each client gets its own bytes and nobody else's, in whatever order they speak.",
            "What threads share without meaning to shows in some orders only.",
            Proof::Property {
                cases: 40,
                strategy: interleaving,
            },
        ),
        server(
            "many-clients",
            &["silent-client"],
            "500 clients are connected at once, and all are served.",
            "A pool of four threads starves the fifth client.",
            Proof::Scene {
                told: "500 clients connect one after another and stay; each sends a line, and gets \
                       it back, before the next one comes. Then all of them send another line at \
                       once, and each must get its own back.",
                play: many_clients,
            },
        ),
        server(
            "reset-storm",
            &["after-reset", "silent-client"],
            "50 clients break off at once, and those who stay notice nothing.",
            "When a network goes down, all of its clients go at the same time.",
            Proof::Scene {
                told: "One client stays while 50 others are served and then break off with an RST, \
                       every second one with half of an echo unread. The one that stays must still \
                       get its echo, and so must one that comes after the storm.",
                play: reset_storm,
            },
        ),
        server(
            "tidy-threads",
            &["no-growth"],
            "After 2,000 clients, threads, descriptors and memory are back to where they were.",
            "A thread that has ended is kept until it is joined; a list of handles that only grows \
             is a leak.",
            Proof::Scene {
                told: growth::TOLD_LONG,
                play: |scene| growth::judge_long(scene, ONE_CLIENT),
            },
        ),
    ]
}

fn console_checks() -> Vec<Check> {
    vec![
        server(
            "status-counts",
            &["banner", "silent-client"],
            "`status` tells how many clients are served, and how many have ended.",
            "An operator who cannot see what a server does restarts it.",
            Proof::Scene {
                told: "`status` is typed before anybody has come, while two clients are served, \
                       after one has finished, after both have left, and after three more have \
                       come and left together. Each time one line must come: `active 0 finished \
                       0`, `active 2 finished 0`, `active 1 finished 1`, `active 0 finished 2`, \
                       `active 0 finished 5`.",
                play: |scene| within_2_s(scene, STATUS_COUNTS),
            },
        ),
        server(
            "status-failed-clients",
            &["status-counts", "after-reset"],
            "A client that broke off has ended like any other.",
            "What is counted down at the end of a good path only, counts up for ever.",
            Proof::Scene {
                told: "Two clients are served, and one of them breaks off with an RST. Then \
                       `status` is typed, and `active 1 finished 1` must come within 2 s.",
                play: |scene| within_2_s(scene, STATUS_FAILED),
            },
        ),
        server(
            "status-unknown-lines",
            &["status-counts"],
            "Unknown lines print nothing on standard output; a `\\r` is no part of a line.",
            "Standard output is read by programs.",
            Proof::Scene {
                told: "`hello`, an empty line, `status?` and `help` are typed, and nothing may \
                       come on standard output. Then `status` is typed with a `\\r` behind it, and \
                       the next line must be `active 0 finished 0`.",
                play: |scene| within_2_s(scene, STATUS_UNKNOWN),
            },
        ),
        server(
            "quit-idle",
            &["banner"],
            "`quit` ends a server without clients: `served 0 clients`, exit status 0.",
            "A thread that waits in `accept` hears nothing of a flag that is set. Something has to \
             wake it up, and if that is a connection, it is no client.",
            Proof::Talks(&[QUIT_IDLE]),
        ),
        server(
            "quit-finishes-clients",
            &["quit-idle", "silent-client"],
            "Clients that have had an echo finish their conversation, however long they stay.",
            "A deployment should not cut a download in two.",
            Proof::Talks(&[QUIT_FINISHES]),
        ),
        server(
            "quit-refuses",
            &["quit-idle", "silent-client"],
            "After `quit` a new connection is refused.",
            "Refused, a client tries elsewhere. In the backlog of a server that will never accept \
             it, it waits.",
            Proof::Talks(&[QUIT_REFUSES]),
        ),
        server(
            "quit-counts",
            &["quit-finishes-clients", "after-reset"],
            "`served N clients` counts all that connected, and no wake-up of the server's own.",
            "A number that is off by one is worse than none: it is believed.",
            Proof::Talks(&[QUIT_COUNTS]),
        ),
        server(
            "end-of-input",
            &["quit-finishes-clients"],
            "The end of standard input is a `quit`.",
            "Ctrl-D, a closed terminal and a supervisor that goes away all look like this.",
            Proof::Talks(&[END_OF_INPUT]),
        ),
        server(
            "schedules",
            &["quit-counts", "end-of-input", "interleaving", "reset-storm"],
            "Whichever of its threads goes on at every step, clients are served and `quit` ends the \
             server.",
            "A wake-up that comes a moment too early is missed once in a year, on the machine that \
             matters.",
            Proof::Schedules(400),
        ),
    ]
}

const SILENT_CLIENT: &str = r#"
# the second client is served while the first one is silent, and as well served as it will be
1 connect
program rest
2 connect
2 > "hello {word}\n"
2 < "hello {word}\n"
3 connect
3 > "me too {word}\n"
3 < "me too {word}\n"
1 > "at last {word}\n"
1 < "at last {word}\n"
"#;

const HALF_MESSAGE: &str = r#"
1 connect
1 > "half a mess" ; taken
2 connect
2 > "hello {word}\n"
2 < "hello {word}\n"
1 > "age {word}\n"
1 < "half a message {word}\n"
"#;

const STALLED_CLIENT: &str = r#"
# the echo fills the windows of a client that does not read it
1 connect
1 stall
1 > count 8388608
program rest
2 connect
2 > "hello {word}\n"
2 < "hello {word}\n"
"#;

const ONE_CLIENT: &str = r#"
1 connect
1 > "hello {word}\n"
1 < "hello {word}\n"
"#;

const STATUS_COUNTS: &str = r#"
program < line /^listening on /
program > "status\n"
program < "active 0 finished 0\n"
1 connect
1 > "one\n"
1 < "one\n"
2 connect
2 > "two\n"
2 < "two\n"
program > "status\n"
program < "active 2 finished 0\n"
1 finish
1 < end
program rest
program > "status\n"
program < "active 1 finished 1\n"
2 > "still here\n"
2 < "still here\n"
2 close
program rest
program > "status\n"
program < "active 0 finished 2\n"
# three more, who leave together
3 connect
3 > "three\n"
3 < "three\n"
4 connect
4 > "four\n"
4 < "four\n"
5 connect
5 > "five\n"
5 < "five\n"
3 close
4 close
5 close
program rest
program > "status\n"
program < "active 0 finished 5\n"
"#;

const STATUS_FAILED: &str = r#"
program < line /^listening on /
1 connect
1 > "one\n"
1 < "one\n"
2 connect
2 > "two\n"
2 < "two\n"
1 reset
program rest
program > "status\n"
program < "active 1 finished 1\n"
"#;

const STATUS_UNKNOWN: &str = r#"
program < line /^listening on /
program > "hello\n\nstatus?\nhelp\n"
program < nothing
program > "status\r\n"
program < "active 0 finished 0\n"
"#;

const QUIT_IDLE: &str = r#"
program < line /^listening on /
program > "quit\n"
program < "served 0 clients\n"
program exit 0
"#;

const QUIT_FINISHES: &str = r#"
program < line /^listening on /
1 connect
1 > "one\n"
1 < "one\n"
2 connect
2 > "two\n"
2 < "two\n"
program > "quit\n"
program rest
1 > "still here\n"
1 < "still here\n"
1 finish
1 < end
2 > "me too\n"
2 < "me too\n"
program < nothing        # it waits for the second client
2 finish
2 < end
program < "served 2 clients\n"
program exit 0
"#;

const QUIT_REFUSES: &str = r#"
program < line /^listening on /
1 connect
1 > "one\n"
1 < "one\n"
program > "quit\n"
2 refused
program rest              # one that is about to end has ended
1 > "still here\n"
1 < "still here\n"
"#;

const QUIT_COUNTS: &str = r#"
program < line /^listening on /
1 connect
1 > "one\n"
1 < "one\n"
1 close
program rest
2 connect
2 > "two\n"
2 < "two\n"
2 reset
program rest
3 connect
3 > "three\n"
3 < "three\n"
4 connect
4 > "four\n"
4 < "four\n"
program > "quit\r\n"
program rest
4 reset              # to break off is a way to leave, now as well
program rest
3 finish
3 < end
program < "served 4 clients\n"
program exit 0
"#;

const END_OF_INPUT: &str = r#"
program < line /^listening on /
1 connect
1 > "one\n"
1 < "one\n"
program finish
2 refused
1 > "still here\n"
1 < "still here\n"
1 finish
1 < end
program < "served 1 clients\n"
program exit 0
"#;

/// Plays a talk whose answers are due when the server is at rest, and, since the contract gives
/// it 2 s, once more with that much time where it is not right at once.
fn within_2_s(scene: &mut Scene<'_>, source: &str) -> Result<(), Trouble> {
    let mut talk = scene.read(source)?;
    if scene.perform(&talk).is_ok() {
        return Ok(());
    }
    for step in &mut talk.steps {
        if step.action == Action::Rest {
            step.action = Action::Pause(Duration::from_millis(2_100));
        }
    }
    scene.perform(&talk)
}

/// How many clients are there at once.
const CLIENTS: u32 = 500;

fn many_clients(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    scene.perform(&ramp::up(CLIENTS, |client, round| {
        let line = format!("client {client}, message {round}\n");
        (line.clone(), line)
    }))
}

/// How many clients break off.
const STORM: u32 = 50;

fn reset_storm(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let stays = Party::Peer(STORM + 1);
    let comes = Party::Peer(STORM + 2);
    let echo = |talk: Talk, party: Party, words: &str| {
        talk.then(party, Action::Send(Data::text(words)))
            .then(party, Action::Expect(Expectation::Bytes(Data::text(words))))
    };
    let mut talk = echo(
        Talk::default().then(stays, Action::Connect),
        stays,
        "I stay\n",
    );
    for client in (1..=STORM).map(Party::Peer) {
        talk = echo(talk.then(client, Action::Connect), client, "I go\n");
    }
    // Half of them in mid-message: the rest of the echo is on its way, and nobody will read it. It
    // has been written, since what becomes of a write to a client that is gone is another check.
    for client in (1..=STORM).step_by(2).map(Party::Peer) {
        let begun = Expectation::Bytes(Data::text("nobody "));
        talk = talk
            .then(client, Action::Send(Data::text("nobody will read this\n")))
            .then(client, Action::Expect(begun));
    }
    for client in (1..=STORM).map(Party::Peer) {
        talk = talk.then(client, Action::Reset);
    }
    talk = echo(talk, stays, "still here\n");
    talk = echo(talk.then(comes, Action::Connect), comes, "and I come\n");
    scene.perform(&talk)
}

/// What a client does in an interleaving.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// Its echo is awaited at once.
    Awaited,
    /// Others come first.
    Later,
}

/// A few clients who speak in any order, and whose echoes are awaited in any order.
fn interleaving() -> BoxedStrategy<Talk> {
    let words = "[a-z]{1,6}\n?".prop_map(String::from).no_shrink();
    let then = prop_oneof![Just(Then::Later), Just(Then::Awaited)];
    vec((1_u32..=4, words, then), 2..10)
        .prop_map(|turns| {
            let mut talk = Talk::default();
            let mut due: Vec<(u32, String)> = Vec::new();
            for (client, words, then) in turns {
                let party = Party::Peer(client);
                let place = due.iter().position(|(other, _)| *other == client);
                let place = place.unwrap_or_else(|| {
                    due.push((client, String::new()));
                    due.len() - 1
                });
                if !talk.steps.iter().any(|step| step.party == party) {
                    talk = talk.then(party, Action::Connect);
                }
                // Nobody says what another one says.
                let words = format!("{client}{words}");
                talk = talk.then(party, Action::Send(Data::text(words.clone())));
                due[place].1.push_str(&words);
                if let Then::Awaited = then {
                    talk = hear(talk, party, &std::mem::take(&mut due[place].1));
                }
            }
            due.into_iter()
                .filter(|(_, words)| !words.is_empty())
                .fold(talk, |talk, (client, words)| {
                    hear(talk, Party::Peer(client), &words)
                })
        })
        .boxed()
}

fn hear(talk: Talk, party: Party, words: &str) -> Talk {
    talk.then(party, Action::Expect(Expectation::Bytes(Data::text(words))))
}
