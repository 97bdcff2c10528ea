//! More than one counter at a time: `move` and `sum`.

use crate::check::{Check, Proof, server};
use crate::talk::{Action, Data, Expectation, Party, Talk};

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "move",
            &["add"],
            "`move FROM TO N` takes N from one counter and gives it to another; either may go below \
             0, and N may be negative.",
            "A transfer is the smallest change that touches two things.",
            Proof::Talks(&[MOVE]),
        ),
        server(
            "move-errors",
            &["move", "bad-requests"],
            "Where either result does not fit in 64 bits, a `move` is an error and changes neither \
             counter.",
            "Half of a change is worse than none. Calculate first, then write.",
            Proof::Talks(&[MOVE_ERRORS, MOVE_WORDS]),
        ),
        server(
            "move-to-itself",
            &["move"],
            "A `move` from a counter to itself is `ok` and changes nothing.",
            "A lock taken twice by one thread is a deadlock of one; two copies of one value are one \
             too many.",
            Proof::Talks(&[MOVE_TO_ITSELF]),
        ),
        server(
            "sum",
            &["move"],
            "`sum` answers the sum of all counters, and `move` leaves it as it is.",
            "Who sees only a part of the accounts cannot balance the books.",
            Proof::Talks(&[SUM]),
        ),
        server(
            "sum-overflow",
            &["sum", "bad-requests"],
            "Only the true total counts: where it fits, it is answered, whatever lies on the way; \
             where it does not, that is an error.",
            "The order in which a map hands out its values is nobody's business.",
            Proof::Scene {
                told: "One client adds the largest number to 16 counters and its negative to 16 others, so \
                   that the true total is 0 while partial sums overflow, and asks for `sum`. \
                   Then it brings the total to the largest number, which must be answered, and \
                   to one more, which must be answered by `error: REASON`.",
                play: |scene| scene.perform(&sum_overflow()),
            },
        ),
    ]
}

const MOVE: &str = r#"
1 connect
1 > "add a 10\n"
1 < "10\n"
1 > "move a b 3\n"
1 < "ok\n"
1 > "get a\n"
1 < "7\n"
1 > "get b\n"
1 < "3\n"
1 > "move a b -4\n"
1 < "ok\n"
1 > "get a\n"
1 < "11\n"
1 > "get b\n"
1 < "-1\n"
1 > "move c d 5\n"
1 < "ok\n"
1 > "get c\n"
1 < "-5\n"
1 > "get d\n"
1 < "5\n"
1 > "move a c 0\n"
1 < "ok\n"
1 > "get a\n"
1 < "11\n"
"#;

const MOVE_ERRORS: &str = r#"
# first the giver has too little room, then the taker
1 connect
1 > "add a -9223372036854775808\n"
1 < "-9223372036854775808\n"
1 > "move a b 1\n"
1 < line /^error: /
1 > "get a\n"
1 < "-9223372036854775808\n"
1 > "get b\n"
1 < "0\n"
1 > "add c 9223372036854775807\n"
1 < "9223372036854775807\n"
1 > "move d c 1\n"
1 < line /^error: /
1 > "get c\n"
1 < "9223372036854775807\n"
1 > "get d\n"
1 < "0\n"
"#;

const MOVE_WORDS: &str = r#"
1 connect
1 > "move a b\n"
1 < line /^error: /
1 > "move a b 1 2\n"
1 < line /^error: /
1 > "move a b one\n"
1 < line /^error: /
1 > "move A b 1\n"
1 < line /^error: /
1 > "move a B 1\n"
1 < line /^error: /
1 > "MOVE a b 1\n"
1 < line /^error: /
1 > "sum a\n"
1 < line /^error: /
1 > "get a\n"
1 < "0\n"
1 > "get b\n"
1 < "0\n"
"#;

const MOVE_TO_ITSELF: &str = r#"
1 connect
1 > "add a 10\n"
1 < "10\n"
1 > "move a a 3\n"
1 < "ok\n"
1 > "get a\n"
1 < "10\n"
1 > "move a a -3\n"
1 < "ok\n"
1 > "get a\n"
1 < "10\n"
1 > "move new new 1\n"
1 < "ok\n"
1 > "get new\n"
1 < "0\n"
"#;

const SUM: &str = r#"
1 connect
1 > "sum\n"
1 < "0\n"
1 > "add a 10\n"
1 < "10\n"
1 > "inc b\n"
1 < "1\n"
1 > "add c -4\n"
1 < "-4\n"
1 > "sum\n"
1 < "7\n"
1 > "move a c 30\n"
1 < "ok\n"
1 > "sum\n"
1 < "7\n"
"#;

/// How many counters of each sign there are. In any order but one in millions, some partial sum
/// of them does not fit.
const EXTREMES: usize = 16;

/// As many of the largest value as of its opposite, so that the total is 0; then one more.
fn sum_overflow() -> Talk {
    let client = Party::Peer(1);
    let mut talk = Talk::default().then(client, Action::Connect);
    let mut ask = |request: String, reply: Expectation| {
        talk = std::mem::take(&mut talk)
            .then(client, Action::Send(Data::text(request)))
            .then(client, Action::Expect(reply));
    };
    let bytes = |text: String| Expectation::Bytes(Data::text(text));
    for number in 0..EXTREMES {
        for (name, value) in [("plus", i64::MAX), ("minus", -i64::MAX)] {
            ask(
                format!("add {name}-{number} {value}\n"),
                bytes(format!("{value}\n")),
            );
        }
    }
    ask("sum\n".into(), bytes("0\n".into()));
    ask(
        format!("add more {}\n", i64::MAX),
        bytes(format!("{}\n", i64::MAX)),
    );
    ask("sum\n".into(), bytes(format!("{}\n", i64::MAX)));
    ask("inc one\n".into(), bytes("1\n".into()));
    ask("sum\n".into(), Expectation::Line("^error: ".into()));
    talk
}
