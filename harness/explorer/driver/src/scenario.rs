//! The conversations of each lab. Each is short: two or three clients and a request each find what
//! long ones find, in a hundredth of the steps. A failure is a panic whose words a person reads.

use std::sync::atomic::{AtomicUsize, Ordering};

use roundtrip_std::thread;
use roundtrip_std::world::{self, Running};

use crate::client::Client;
use crate::counters::Shared;
use crate::outcome::Part;

/// Where the server is told to listen.
pub const PORT: u16 = 4000;
/// The same, as its argument.
pub const ADDRESS: &str = "127.0.0.1:4000";

/// What is explored.
#[derive(Clone, Copy)]
pub struct Subject {
    /// The whole server: its `main`.
    pub program: fn(),
    /// Makes its counters alone, where it has them by the names and types of lab 3.
    pub counters: Option<fn() -> Shared>,
}

/// What is played with it, and what must hold.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// Its name, as reports and saved failures have it.
    pub name: &'static str,
    /// What must hold, in a sentence.
    pub promise: &'static str,
    /// What of the subject it is about.
    pub part: Part,
    /// Plays it.
    pub play: Play,
}

/// How a scenario is played.
#[derive(Clone, Copy)]
pub enum Play {
    /// A conversation with a server that has just been started.
    Talk(fn(&Running)),
    /// Calls of counters that have just been made.
    Calls(fn(&Shared)),
}

/// The scenarios of a lab; none where the lab has none.
pub fn of(lab: &str) -> Vec<Scenario> {
    match lab {
        "threaded-echo" => vec![
            Scenario {
                name: "two clients beside a silent one",
                promise: "Two clients are served at once, while a third says nothing.",
                part: Part::Server,
                play: Play::Talk(echo),
            },
            Scenario {
                name: "status beside a new client",
                promise: "An operator asks for the `status` while a client comes.",
                part: Part::Server,
                play: Play::Talk(status),
            },
            Scenario {
                name: "no thread for a client",
                promise: "Where the system has no thread for a client, the others are served, and \
                          those who come then.",
                part: Part::Server,
                play: Play::Talk(no_thread),
            },
            Scenario {
                name: "quit in mid-conversation",
                promise: "After `quit` a client finishes its conversation, and then the server ends.",
                part: Part::Server,
                play: Play::Talk(quit),
            },
            Scenario {
                name: "quit without clients",
                promise: "`quit` ends a server that waits for its first client.",
                part: Part::Server,
                play: Play::Talk(quit_idle),
            },
        ],
        "lock-counter" => vec![
            Scenario {
                name: "two clients count",
                promise: "Two clients who count in one counter are given 1 and 2.",
                part: Part::Server,
                play: Play::Talk(count),
            },
            Scenario {
                name: "two clients add",
                promise: "Two clients who add to one counter have both been counted.",
                part: Part::Server,
                play: Play::Talk(add),
            },
            Scenario {
                name: "two clients add at the limit",
                promise: "Of two clients who add to one counter what has room once, one is told an \
                          error.",
                part: Part::Server,
                play: Play::Talk(add_at_the_limit),
            },
            Scenario {
                name: "an add beside a get and a sum",
                promise: "What one `get` has seen is in the `sum` that follows it.",
                part: Part::Server,
                play: Play::Talk(get_and_sum),
            },
            Scenario {
                name: "a move and a sum",
                promise: "A `sum` beside a `move` sees all of it or nothing.",
                part: Part::Server,
                play: Play::Talk(move_and_sum),
            },
            Scenario {
                name: "two moves at the limit",
                promise: "Of two moves to one counter that has room for one of them, one is told an \
                          error.",
                part: Part::Server,
                play: Play::Talk(move_at_the_limit),
            },
            Scenario {
                name: "opposite moves",
                promise: "Two moves in opposite directions are both done.",
                part: Part::Server,
                play: Play::Talk(opposite_moves),
            },
            Scenario {
                name: "a move to itself",
                promise: "A `move` from a counter to itself is done.",
                part: Part::Server,
                play: Play::Talk(move_to_itself),
            },
            Scenario {
                name: "a client in mid-line",
                promise: "A client that stops in mid-line holds up no one else.",
                part: Part::Server,
                play: Play::Talk(mid_line),
            },
            Scenario {
                name: "a panic with the lock held",
                promise: "A thread that panics with the lock held leaves a lock that others can \
                          still use (`PoisonError::into_inner` gives out the guard).",
                part: Part::Server,
                play: Play::Talk(panic_with_the_lock),
            },
        ],
        "calculator" => vec![Scenario {
            name: "two clients beside one in mid-line",
            promise: "Two clients are answered at once, while a third stops in mid-line.",
            part: Part::Server,
            play: Play::Talk(calculate),
        }],
        _ => Vec::new(),
    }
}

/// Starts the server, or makes its counters, and plays one scenario with that.
pub fn stage(subject: Subject, scenario: &Scenario) {
    world::begin(&[ADDRESS]);
    match (scenario.play, subject.counters) {
        (Play::Talk(play), _) => play(&world::run(subject.program)),
        (Play::Calls(play), Some(make)) => play(&make()),
        (Play::Calls(_), None) => {}
    }
}

/// Does several things at once; a panic in any of them is passed on.
fn at_once<T: Send + 'static>(deeds: Vec<Box<dyn FnOnce() -> T + Send>>) -> Vec<T> {
    let threads: Vec<_> = deeds.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
        .collect()
}

/// Two clients ask one line each, at the same time.
fn ask_at_once(lines: [String; 2]) -> Vec<String> {
    let ask = |(place, line): (usize, String)| -> Box<dyn FnOnce() -> String + Send> {
        Box::new(move || Client::connect(place + 1).ask(&line))
    };
    at_once(lines.into_iter().enumerate().map(ask).collect())
}

/// A counter that no execution before has touched: statics of the program live on from one to the
/// next.
pub fn fresh(name: &str) -> String {
    static EXECUTIONS: AtomicUsize = AtomicUsize::new(0);
    let number = EXECUTIONS.fetch_add(1, Ordering::Relaxed);
    format!("{name}{number}")
}

fn count(_: &Running) {
    let name = fresh("a");
    let mut numbers = ask_at_once([format!("inc {name}"), format!("inc {name}")]);
    numbers.sort();
    assert!(
        numbers == ["1", "2"],
        "two clients asked `inc`, and were given {} and {}",
        numbers[0],
        numbers[1]
    );
    counted(&name, "2");
}

fn add(_: &Running) {
    let name = fresh("a");
    ask_at_once([format!("add {name} 3"), format!("inc {name}")]);
    counted(&name, "4");
}

/// A counter that has room for 2 more.
fn almost_full() -> String {
    let name = fresh("a");
    Client::connect(3).ask(&format!("add {name} {ALMOST_ALL}"));
    name
}

const ALMOST_ALL: i64 = i64::MAX - 2;

/// Takes out what [`almost_full`] has put in: the counters of a program may live on in a `static`, and
/// the next one who asks for `sum` is to be answered.
fn empty(name: &str) {
    Client::connect(3).ask(&format!("add {name} -{ALMOST_ALL}"));
}

fn add_at_the_limit(_: &Running) {
    let name = almost_full();
    let told = ask_at_once([format!("add {name} 2"), format!("add {name} 2")]);
    one_is_refused(&told);
    counted(&name, &i64::MAX.to_string());
    empty(&name);
}

fn move_at_the_limit(_: &Running) {
    let (to, one, other) = (almost_full(), fresh("b"), fresh("c"));
    let told = ask_at_once([format!("move {one} {to} 2"), format!("move {other} {to} 2")]);
    one_is_refused(&told);
    counted(&to, &i64::MAX.to_string());
    empty(&to);
}

fn one_is_refused(told: &[String]) {
    let refused = told.iter().filter(|reply| reply.starts_with("error: "));
    assert!(
        refused.count() == 1,
        "there is room for one of them, and they were answered {told:?}"
    );
}

fn get_and_sum(_: &Running) {
    let name = fresh("a");
    let before = number(&Client::connect(3).ask("sum"));
    let adds: Box<dyn FnOnce() + Send> = {
        let line = format!("add {name} 5");
        Box::new(move || {
            Client::connect(1).ask(&line);
        })
    };
    let looks: Box<dyn FnOnce() + Send> = Box::new(move || {
        let mut client = Client::connect(2);
        let seen = number(&client.ask(&format!("get {name}")));
        let total = number(&client.ask("sum"));
        assert!(
            total >= before + seen,
            "`get` was answered {seen}, and then `sum` {total}, though all others make {before}"
        );
    });
    at_once(vec![adds, looks]);
}

fn number(reply: &str) -> i64 {
    match reply.parse() {
        Ok(number) => number,
        Err(_) => panic!("a number was due, and {reply:?} was answered"),
    }
}

fn counted(name: &str, wanted: &str) {
    let value = Client::connect(3).ask(&format!("get {name}"));
    assert!(
        value == wanted,
        "`get` was answered {value}, and {wanted} were counted"
    );
}

fn move_and_sum(_: &Running) {
    let (from, to) = (fresh("a"), fresh("b"));
    let mut third = Client::connect(3);
    third.ask(&format!("add {from} 10"));
    let total = third.ask("sum");
    let told = ask_at_once([format!("move {from} {to} 1"), "sum".into()]);
    assert!(
        told[1] == total,
        "`sum` was answered {}, and there are {total}",
        told[1]
    );
}

fn opposite_moves(_: &Running) {
    let (from, to) = (fresh("a"), fresh("b"));
    let told = ask_at_once([format!("move {from} {to} 1"), format!("move {to} {from} 1")]);
    assert!(told == ["ok", "ok"], "the moves were answered {told:?}");
    counted(&from, "0");
}

fn move_to_itself(_: &Running) {
    let name = fresh("a");
    let told = ask_at_once([format!("move {name} {name} 1"), format!("inc {name}")]);
    assert!(told == ["ok", "1"], "the requests were answered {told:?}");
}

fn mid_line(_: &Running) {
    let name = fresh("a");
    let mut slow = Client::connect(3);
    slow.say("inc ");
    let mut numbers = ask_at_once([format!("inc {name}"), format!("inc {name}")]);
    numbers.sort();
    assert!(numbers == ["1", "2"], "two clients were given {numbers:?}");
    slow.say(&format!("{name}\n"));
    let number = slow.hear();
    assert!(number == "3", "the third one was given {number}");
}

/// The thread of the second client panics. The first one asks for all that there is meanwhile; what the
/// second asked for may have been done, or not.
fn panic_with_the_lock(_: &Running) {
    let (name, other) = (fresh("a"), fresh("b"));
    let before = number(&Client::connect(3).ask("sum"));
    let mut first = Client::connect(1);
    let mut second = Client::connect(2);
    world::panic_with_a_lock("client 2");
    second.say(&format!("inc {name}\n"));
    let mut ask = |line: String, wanted: &[String]| {
        first.say(&format!("{line}\n"));
        let told = match first.hear_if_any() {
            Some(reply) if wanted.contains(&reply) => return,
            Some(reply) => format!("was answered {reply:?}"),
            None => "lost its connection".to_owned(),
        };
        panic!(
            "the thread of client 2 was made to panic with the lock held, and then client 1, who \
             asked `{line}`, {told}"
        );
    };
    let or_one_more = |value: i64| [value.to_string(), (value + 1).to_string()];
    ask(format!("get {name}"), &or_one_more(0));
    ask(format!("add {name} 10"), &or_one_more(10));
    ask(format!("inc {name}"), &or_one_more(11));
    ask(format!("move {name} {other} 1"), &["ok".to_owned()]);
    ask("sum".to_owned(), &or_one_more(before + 11));
    ask(format!("get {name}"), &or_one_more(10));
}

fn calculate(_: &Running) {
    let mut slow = Client::connect(3);
    slow.say("add 1 ");
    let told = ask_at_once(["add 2 3".into(), "divide 1 0".into()]);
    assert!(
        told[0] == "5" && told[1].starts_with("error: "),
        "`add 2 3` and `divide 1 0` were answered {told:?}"
    );
    slow.say("1\n");
    let told = slow.hear();
    assert!(told == "2", "`add 1 1` was answered {told}");
}

fn echo(_: &Running) {
    let silent = Client::connect(3);
    let speak = |number: usize| -> Box<dyn FnOnce() + Send> {
        Box::new(move || {
            let mut client = Client::connect(number);
            client.echo(&format!("{number} says hello\n"));
            client.finish();
        })
    };
    at_once(vec![speak(1), speak(2)]);
    silent.finish();
}

fn status(running: &Running) {
    let operator: Box<dyn FnOnce() + Send> = Box::new(|| world::type_in("status\n"));
    let client: Box<dyn FnOnce() + Send> = Box::new(|| {
        let mut client = Client::connect(1);
        client.echo("hello\n");
        client.finish();
    });
    at_once(vec![operator, client]);
    world::type_in("quit\n");
    ends_well(running);
}

/// Nothing is asked of the second client: its connection may be closed, or kept until there is a
/// thread.
fn no_thread(running: &Running) {
    let mut first = Client::connect(1);
    first.echo("hello\n");
    world::refuse_a_thread();
    let second = Client::connect(2);
    let mut third = Client::connect(3);
    third.echo("hello\n");
    third.finish();
    first.echo("still here\n");
    first.finish();
    drop(second);
    world::type_in("quit\n");
    ends_well(running);
}

fn quit(running: &Running) {
    let mut client = Client::connect(1);
    client.echo("hello\n");
    world::type_in("quit\n");
    client.echo("still here\n");
    client.finish();
    ends_well(running);
}

fn quit_idle(running: &Running) {
    world::type_in("quit\n");
    ends_well(running);
}

fn ends_well(running: &Running) {
    let status = running.wait();
    assert!(status == 0, "the server ended with exit status {status}");
}
