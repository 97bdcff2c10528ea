//! The calculator's client: a dialogue of three questions.

use super::terminal;
use crate::check::{Check, Proof, client};

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        client(
            "client-one-result",
            &[],
            "Three answers make one request, and its reply is printed as a result.",
            "Everything else builds on one request and its result.",
            Proof::Talks(&[ONE_RESULT]),
        ),
        client(
            "client-dialogue",
            &["client-one-result"],
            "It asks again after each result, over the same connection, and sends no request \
             before all three answers are there.",
            "A connection for each request costs more than the addition.",
            Proof::Talks(&[DIALOGUE]),
        ),
        client(
            "client-asks",
            &["client-one-result"],
            "It asks on standard error, and one sees the question before one answers.",
            "A question that is not flushed is asked when it has been answered. One on standard \
             output is taken for a result by the next program in the pipe.",
            Proof::Talks(&[ASKS]),
        ),
        client(
            "client-error-reply",
            &["client-one-result"],
            "What was typed is sent as it was typed, and an `error: …` is a result like others.",
            "The server judges requests. A client that judges them too will differ one day.",
            Proof::Talks(&[ERROR_REPLY]),
        ),
        client(
            "client-exit",
            &["client-one-result"],
            "`exit`, in any letter case, ends it with exit status 0 at each of the three questions.",
            "A user who wants to leave should not need Ctrl-C.",
            Proof::Talks(&[EXIT_AT_FIRST, EXIT_AT_SECOND, EXIT_AT_THIRD, EXIT_AT_END]),
        ),
        client(
            "client-end-of-input",
            &["client-one-result"],
            "The end of input ends it with exit status 0, and the results that are due come first.",
            "Only so can it stand in a pipe.",
            Proof::Talks(&[END_OF_INPUT, END_AT_THIRD, END_AFTER_LAST]),
        ),
        client(
            "client-terminal",
            &["client-asks", "client-end-of-input"],
            "On a terminal it asks, shows the result, and Ctrl-D ends it.",
            "Tests type into pipes, people into terminals, and a program can tell the two apart.",
            Proof::Scene {
                told: "The client is started on a terminal, beside a server that answers `5`. It \
                       must show a question before anything is typed; `add`, `2` and `3` are \
                       typed, the server must get `add 2 3`, the terminal must show `Result: 5`, \
                       and at Ctrl-D the client must end with exit status 0.",
                play: terminal::dialogue,
            },
        ),
        client(
            "client-reply-in-pieces",
            &["client-dialogue"],
            "A reply ends at its newline: in pieces it is one, and what follows is the next.",
            "A stream has no messages: one `read` may return half a reply, or two.",
            Proof::Talks(&[IN_PIECES]),
        ),
        client(
            "client-long-reply",
            &["client-one-result"],
            "A reply may be longer than any buffer.",
            "A fixed buffer of 1024 bytes is right until the first long line.",
            Proof::Talks(&[LONG_REPLY]),
        ),
        client(
            "client-server-gone",
            &["client-dialogue"],
            "A server that goes away is noticed at the next request; the client says so and ends \
             with exit status 1.",
            "A client that goes on asking nobody looks like one that works.",
            Proof::Talks(&[SERVER_GONE, SERVER_BROKEN]),
        ),
        client(
            "client-broken-reply",
            &["client-one-result"],
            "A reply that broke off before its newline is not printed; exit status 1.",
            "Half a number taken for a whole one is worse than none.",
            Proof::Talks(&[BROKEN_REPLY]),
        ),
    ]
}

const ONE_RESULT: &str = r#"
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
"#;

const DIALOGUE: &str = r#"
program > "add\n2\n"
program rest
program > "3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
program > "multiply\r\n-6\r\n7\r\nsubtract\n1\n9\n"
1 < "multiply -6 7\n"
1 < nothing              # the next request waits for this one's reply
1 > "-42\n"
program < "Result: -42\n"
1 < "subtract 1 9\n"
1 > "-8\n"
program < "Result: -8\n"
"#;

const ASKS: &str = r#"
program says /\S/         # nothing was typed yet
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
"#;

const ERROR_REPLY: &str = r#"
program > "modulo\nseven\n\n"
1 accept
1 < "modulo seven \n"
1 > "error: unknown operation\n"
program < "Result: error: unknown operation\n"
program > " Exiting \n quit \nexit  now \n"
1 < " Exiting   quit  exit  now \n"
1 > "error: unknown  operation\n"
program < "Result: error: unknown  operation\n"
program > "\n\n\n"
1 < "  \n"
1 > "error: nothing\n"
program < "Result: error: nothing\n"
program > "x" * 8000 + "\n2\n3\n"
1 < "x" * 8000 + " 2 3\n"
1 > "error: a request has at most 1024 bytes\n"
program < "Result: error: a request has at most 1024 bytes\n"
program > "add\n2\n3\n"
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
"#;

const EXIT_AT_FIRST: &str = r#"
program > "add\n2\n3\nexit\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
1 < end
program < end
program exit 0
"#;

const EXIT_AT_SECOND: &str = r#"
program > "add\r\neXIT\r\n"
program < end
program exit 0
"#;

const EXIT_AT_THIRD: &str = r#"
# what was answered of the second request is not sent
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
program > "add\n2\nExit\nadd\n2\n3\n"
1 < end
program < end
program exit 0
"#;

const EXIT_AT_END: &str = r#"
# the last line has no newline
program > "add\n2\nexit"
program finish
program < end
program exit 0
"#;

const END_OF_INPUT: &str = r#"
program > "add\n2\n3\nadd\n"
program finish
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
1 < end
program < end
program exit 0
"#;

const END_AT_THIRD: &str = r#"
# two answers are no request
program > "add\n2\n"
program finish
program < end
program exit 0
"#;

const END_AFTER_LAST: &str = r#"
# the last answer has no newline
program > "add\n2\n3"
program finish
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
1 < end
program < end
program exit 0
"#;

const IN_PIECES: &str = r#"
program > "add\n2\n3\nadd\n4\n5\n"
1 accept
1 < "add 2 3\n"
1 > "1"
program < nothing        # half a reply is none
1 > "05\n9"
program < "Result: 105\n"
1 < "add 4 5\n"
program < nothing
1 > "9\n"
program < "Result: 99\n"
"#;

const LONG_REPLY: &str = r#"
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "error: " + "x" * 5000 + "\n"
program < "Result: error: " + "x" * 5000 + "\n"
"#;

const SERVER_GONE: &str = r#"
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
1 close
program > "add\n4\n5\n"
program < end
program exit 1
program says /\S/
"#;

const SERVER_BROKEN: &str = r#"
# the server breaks off instead of a reply
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "5\n"
program < "Result: 5\n"
program > "add\n4\n5\n"
1 < "add 4 5\n"
1 reset
program < end
program exit 1
program says /\S/
"#;

const BROKEN_REPLY: &str = r#"
program > "add\n2\n3\n"
1 accept
1 < "add 2 3\n"
1 > "10"
1 close
program < end            # half a reply is not printed
program exit 1
program says /\S/
"#;
