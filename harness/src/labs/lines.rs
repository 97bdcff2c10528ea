//! The promises of every client that works line by line: a line is sent, its reply is printed.

use crate::check::{Check, Proof, client};

use super::command_line;

/// What every client promises on the command line.
pub fn command_line_checks() -> Vec<Check> {
    vec![
        client(
            "client-usage",
            &[],
            "An ADDR that does not parse is answered with the usage, and exit status 2.",
            "A script that calls it learns from the status alone what went wrong.",
            Proof::Scene {
                told: command_line::USAGE,
                play: command_line::usage,
            },
        ),
        client(
            "client-no-server",
            &[],
            "Where no server is, the client says so, names the address, and ends with exit \
             status 1.",
            "This is the first error that anybody will see. A panic tells it in the developer's \
             words, not in the user's.",
            Proof::Scene {
                told: "It is started with an address where nobody listens, and one line is typed. \
                       It must end by itself with exit status 1, and its standard error must \
                       contain the address.",
                play: command_line::no_server,
            },
        ),
    ]
}

/// The checks, without steps and points; a lab's plan gives them.
pub fn checks() -> Vec<Check> {
    vec![
        client(
            "client-one-line",
            &[],
            "A line that is typed is sent, and its reply is printed.",
            "Everything else builds on one line there and back.",
            Proof::Talks(&[ONE_LINE]),
        ),
        client(
            "client-lines",
            &["client-one-line"],
            "It works in turns: a line, without the `\\r` that a terminal may put at its end, its \
             reply, then the next line.",
            "A client that sends all first and reads later stops for ever as soon as both \
             directions are full; and who compares a line with a `\\r` at its end with one without \
             wonders for long what the difference is.",
            Proof::Talks(&[LINES]),
        ),
        client(
            "client-empty-line",
            &["client-one-line"],
            "An empty line is sent as well.",
            "A rule nobody wrote down is a bug report waiting.",
            Proof::Talks(&[EMPTY_LINE]),
        ),
        client(
            "client-exit",
            &["client-one-line"],
            "`exit` in any letter case closes the connection and ends with exit status 0.",
            "A user who wants to leave should not need Ctrl-C.",
            Proof::Talks(&[EXIT_LOWER, EXIT_MIXED, EXIT_FIRST, NOT_EXIT, QUIT]),
        ),
        client(
            "client-end-of-input",
            &["client-one-line"],
            "At the end of input the replies that are due are printed; then it ends with exit \
             status 0.",
            "Only so can it stand in a pipe.",
            Proof::Talks(&[END_OF_INPUT, END_AT_ONCE]),
        ),
        client(
            "client-last-line",
            &["client-end-of-input"],
            "A last line without its newline is a line.",
            "`printf hello | client` should not lose the hello.",
            Proof::Talks(&[LAST_LINE]),
        ),
        client(
            "client-reply-in-pieces",
            &["client-one-line"],
            "A reply that arrives in pieces is one reply.",
            "A stream has no messages: one `read` may return half a line.",
            Proof::Talks(&[IN_PIECES]),
        ),
        client(
            "client-two-replies-in-one",
            &["client-lines"],
            "What arrives beyond a reply's newline belongs to the next one.",
            "One `read` may return a line and a half. What is thrown away then is missed later.",
            Proof::Talks(&[TWO_IN_ONE]),
        ),
        client(
            "client-long-reply",
            &["client-one-line"],
            "A reply may be longer than any buffer.",
            "A fixed buffer of 1024 bytes is right until the first long line.",
            Proof::Talks(&[LONG_REPLY]),
        ),
        client(
            "client-utf8",
            &["client-one-line"],
            "Text that is not English arrives, even when it is cut inside a character.",
            "Decoding what one `read` returned breaks every character that the network has cut.",
            Proof::Talks(&[UTF8]),
        ),
        client(
            "client-server-gone",
            &["client-lines"],
            "A server that goes away is noticed at the next request; the client says so and ends \
             with exit status 1.",
            "A client that goes on asking nobody looks like one that works.",
            Proof::Talks(&[SERVER_GONE, SERVER_BROKEN]),
        ),
        client(
            "client-broken-reply",
            &["client-one-line"],
            "A reply that broke off before its newline is not printed; exit status 1.",
            "Half an answer taken for a whole one is worse than none.",
            Proof::Talks(&[BROKEN_REPLY]),
        ),
    ]
}

const ONE_LINE: &str = r#"
# one line, there and back
program > "hello {word}\n"
1 accept
1 < "hello {word}\n"
1 > "hello {word}\n"
program < "Received: hello {word}\n"
program < nothing
"#;

const LINES: &str = r#"
# three lines at once, the second with a carriage return, sent one by one
program > "one {first}\ntwo {second}\r\nthree {third}\n"
1 accept
1 < "one {first}\n"
1 < nothing              # the second line waits for the first one's reply
1 > "one {first}\n"
program < "Received: one {first}\n"
1 < "two {second}\n"
1 > "two {second}\n"
program < "Received: two {second}\n"
1 < "three {third}\n"
1 > "three {third}\n"
program < "Received: three {third}\n"
"#;

const EMPTY_LINE: &str = r#"
program > "\n"
1 accept
1 < "\n"
1 > "\n"
program < "Received: \n"
"#;

const EXIT_LOWER: &str = r#"
program > "one {word}\n"
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
program < "Received: one {word}\n"
program > "exit\n"
1 < end
program < end
program exit 0
"#;

const EXIT_MIXED: &str = r#"
program > "one {word}\neXIT\r\n"
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
program < "Received: one {word}\n"
1 < end
program < end
program exit 0
"#;

const EXIT_FIRST: &str = r#"
# nothing but `Exit`, and more behind it that must not be sent
program > "Exit\nafter all\n"
program < end
program exit 0
"#;

const NOT_EXIT: &str = r#"
# it begins like `exit`
program > "exit now\n"
1 accept
1 < "exit now\n"
1 > "exit now\n"
program < "Received: exit now\n"
"#;

const QUIT: &str = r#"
# a line like others
program > "quit\n"
1 accept
1 < "quit\n"
1 > "quit\n"
program < "Received: quit\n"
"#;

const END_OF_INPUT: &str = r#"
program > "one {word}\n"
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
program < "Received: one {word}\n"
program finish
1 < end
program < end
program exit 0
"#;

const END_AT_ONCE: &str = r#"
# the input ends before the first reply has come
program > "one {word}\ntwo {word}\n"
program finish
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
1 < "two {word}\n"
1 > "two {word}\n"
program < "Received: one {word}\nReceived: two {word}\n"
1 < end
program < end
program exit 0
"#;

const LAST_LINE: &str = r#"
program > "one {word}\nlast {word}"
program finish
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
1 < "last {word}\n"
1 > "last {word}\n"
program < "Received: one {word}\nReceived: last {word}\n"
program exit 0
"#;

const IN_PIECES: &str = r#"
program > "hello {word}\n"
1 accept
1 < "hello {word}\n"
1 > "hel"
program < nothing        # half a reply is none
1 > "lo {word}"
program < nothing
1 > "\n"
program < "Received: hello {word}\n"
"#;

const TWO_IN_ONE: &str = r#"
# the server answers both lines at once
program > "one {first}\ntwo {second}\n"
1 accept
1 < "one {first}\n"
1 > "one {first}\ntwo {second}\n"
program < "Received: one {first}\n"
1 < "two {second}\n"
program < "Received: two {second}\n"
"#;

const LONG_REPLY: &str = r#"
program > "x" * 5000 + " {word}\n"
1 accept
1 < "x" * 5000 + " {word}\n"
1 > "x" * 5000 + " {word}\n"
program < "Received: " + "x" * 5000 + " {word}\n"
"#;

const UTF8: &str = r#"
# the reply is cut inside the euro sign
program > "žluťoučký kůň {word} €5\n"
1 accept
1 < "žluťoučký kůň {word} €5\n"
1 > "žluťoučký kůň {word} \xe2\x82"
program < nothing
1 > "\xac5\n"
program < "Received: žluťoučký kůň {word} €5\n"
"#;

const SERVER_GONE: &str = r#"
program > "one {word}\n"
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
program < "Received: one {word}\n"
1 close
program > "two {word}\n"
program < end
program exit 1
program says /\S/
"#;

const SERVER_BROKEN: &str = r#"
# the server breaks off instead of a reply
program > "one {word}\n"
1 accept
1 < "one {word}\n"
1 > "one {word}\n"
program < "Received: one {word}\n"
program > "two {word}\n"
1 < "two {word}\n"
1 reset
program < end
program exit 1
program says /\S/
"#;

const BROKEN_REPLY: &str = r#"
program > "one {word}\n"
1 accept
1 < "one {word}\n"
1 > "one {word}"
1 close
program < end            # half a reply is not printed
program exit 1
program says /\S/
"#;
