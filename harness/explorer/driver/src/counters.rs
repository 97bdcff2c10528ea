//! The counters of lab 3 by themselves: two or three threads call them at once, and nothing else
//! is there. So much less happens than around a server that ten times as many schedules take no
//! longer, and the story of one that fails is a handful of rows.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use roundtrip_std::world;

use crate::outcome::Part;
use crate::scenario::{Play, Scenario, fresh};

/// The calls that the lab gives names and types to. `None` is an error, whatever it says.
pub trait Counters: Send + Sync {
    /// Adds 1.
    fn inc(&self, name: &str) -> Option<i64>;
    /// Looks.
    fn get(&self, name: &str) -> i64;
    /// Adds.
    fn add(&self, name: &str, n: i64) -> Option<i64>;
    /// Takes from the one, adds to the other.
    fn move_between(&self, from: &str, to: &str, n: i64) -> Option<()>;
    /// Adds up.
    fn sum(&self) -> Option<i64>;
}

/// Counters that threads share.
pub type Shared = Arc<dyn Counters>;

/// Makes a function `counters` that makes the [`Shared`] of a type. It compiles if the type has the
/// calls of [`Counters`], as the lab gives them, and a default.
#[macro_export]
macro_rules! counters {
    ($own:ty) => {
        struct Alone($own);

        impl $crate::counters::Counters for Alone {
            fn inc(&self, name: &str) -> Option<i64> {
                self.0.inc(name).ok()
            }

            fn get(&self, name: &str) -> i64 {
                self.0.get(name)
            }

            fn add(&self, name: &str, n: i64) -> Option<i64> {
                self.0.add(name, n).ok()
            }

            fn move_between(&self, from: &str, to: &str, n: i64) -> Option<()> {
                self.0.move_between(from, to, n).ok()
            }

            fn sum(&self) -> Option<i64> {
                self.0.sum().ok()
            }
        }

        fn counters() -> $crate::counters::Shared {
            ::std::sync::Arc::new(Alone(<$own>::default()))
        }
    };
}

/// What is played with counters that [`ALONE`] holds of.
pub const SCENARIOS: [Scenario; 5] = [
    scenario(
        "two threads call inc",
        "Two threads that call `inc` of one counter are given 1 and 2.",
        inc,
    ),
    scenario(
        "two threads call add and inc",
        "Two threads that add to one counter have both been counted.",
        add,
    ),
    scenario(
        "a move_between beside a sum",
        "A `sum` beside a `move_between` sees all of it or nothing.",
        move_and_sum,
    ),
    scenario(
        "opposite move_betweens beside a sum",
        "Two moves in opposite directions are both done, and a `sum` beside them sees nothing.",
        opposite_moves,
    ),
    scenario(
        "a move_between from a counter to itself",
        "A move from a counter to itself is done.",
        move_to_itself,
    ),
];

/// What one thread gets, with nobody beside it. Where that is not as it should be, other checks say
/// so, or the server has its counters elsewhere, and there is nothing to explore.
pub const ALONE: Scenario = scenario("one thread", "One thread can count.", alone);

const fn scenario(name: &'static str, promise: &'static str, play: fn(&Shared)) -> Scenario {
    Scenario {
        name,
        promise,
        part: Part::Counters,
        play: Play::Calls(play),
    }
}

/// A call.
enum Call {
    Inc(String),
    Add(String, i64),
    Move(String, String, i64),
    Sum,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Inc(name) => write!(f, "inc {name}"),
            Call::Add(name, n) => write!(f, "add {name} {n}"),
            Call::Move(from, to, n) => write!(f, "move_between {from} {to} {n}"),
            Call::Sum => write!(f, "sum"),
        }
    }
}

impl Call {
    /// Makes the call, and writes it down.
    fn make(&self, counters: &Shared) -> String {
        world::note(|| format!("calls {self}"));
        let told = match self {
            Call::Inc(name) => shown(counters.inc(name)),
            Call::Add(name, n) => shown(counters.add(name, *n)),
            Call::Move(from, to, n) => shown(counters.move_between(from, to, *n).map(|()| "ok")),
            Call::Sum => shown(counters.sum()),
        };
        world::note(|| format!("is given {told}"));
        told
    }
}

/// What a call is given.
fn shown(given: Option<impl fmt::Display>) -> String {
    given.map_or("an error".to_owned(), |given| given.to_string())
}

/// Makes each call on a thread of its own. What they are given.
fn at_once<const N: usize>(counters: &Shared, calls: [Call; N]) -> [String; N] {
    let threads = calls.map(|call| {
        let counters = Arc::clone(counters);
        let name = call.to_string();
        (name, world::spawn(move || call.make(&counters)))
    });
    threads.map(|(name, thread)| match thread.join() {
        Ok(told) => told,
        Err(panic) => panic!("`{name}` panics: {}", words(&*panic)),
    })
}

/// What a panic says.
pub fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it does not say why")
}

fn alone(counters: &Shared) {
    let (a, b) = (fresh("a"), fresh("b"));
    let call = |call: Call, wanted: &str| {
        let name = call.to_string();
        let [told] = at_once(counters, [call]);
        assert!(told == wanted, "`{name}` is given {told}");
    };
    call(Call::Inc(a.clone()), "1");
    // There may be others, if they are kept in a static.
    let total = counters.sum();
    call(Call::Add(a.clone(), 2), "3");
    call(Call::Move(a.clone(), b.clone(), 1), "ok");
    call(Call::Sum, &shown(total.map(|total| total + 2)));
    counted(counters, &a, 2);
    counted(counters, &b, 1);
}

fn inc(counters: &Shared) {
    let name = fresh("a");
    let mut numbers = at_once(counters, [Call::Inc(name.clone()), Call::Inc(name.clone())]);
    numbers.sort();
    let [one, two] = &numbers;
    assert!(
        numbers == ["1", "2"],
        "two threads called `inc`, and were given {one} and {two}"
    );
    counted(counters, &name, 2);
}

fn add(counters: &Shared) {
    let name = fresh("a");
    let calls = [Call::Add(name.clone(), 3), Call::Inc(name.clone())];
    at_once(counters, calls);
    counted(counters, &name, 4);
}

fn counted(counters: &Shared, name: &str, wanted: i64) {
    let value = counters.get(name);
    assert!(
        value == wanted,
        "`get` returned {value}, and {wanted} were counted"
    );
}

fn move_and_sum(counters: &Shared) {
    let (from, to) = (fresh("a"), fresh("b"));
    let _ = counters.add(&from, 10);
    let total = counters.sum();
    let [_, told] = at_once(counters, [Call::Move(from, to, 1), Call::Sum]);
    summed(&told, total);
}

fn opposite_moves(counters: &Shared) {
    let (from, to) = (fresh("a"), fresh("b"));
    let _ = counters.add(&from, 10);
    let total = counters.sum();
    let calls = [
        Call::Move(from.clone(), to.clone(), 1),
        Call::Move(to, from.clone(), 1),
        Call::Sum,
    ];
    let [there, back, told] = at_once(counters, calls);
    assert!(
        [&there, &back] == ["ok", "ok"],
        "the moves were given {there} and {back}"
    );
    summed(&told, total);
    counted(counters, &from, 10);
}

fn summed(told: &str, total: Option<i64>) {
    let total = shown(total);
    assert!(
        told == total,
        "`sum` returned {told}, and there are {total}"
    );
}

fn move_to_itself(counters: &Shared) {
    let name = fresh("a");
    let calls = [
        Call::Move(name.clone(), name.clone(), 1),
        Call::Inc(name.clone()),
    ];
    let [moved, number] = at_once(counters, calls);
    assert!(
        moved == "ok" && number == "1",
        "the calls were given {moved} and {number}"
    );
}
