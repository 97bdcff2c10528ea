//! Named counters, as a model: each is 0 until it is first touched.
//!
//! A result that does not fit in 64 bits is an error and changes nothing.

use std::fmt;
use std::sync::Arc;

use super::{History, Model};

/// A counter's name.
pub type Name = Arc<str>;

/// What may be asked of the counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `inc NAME`: adds 1 and tells the result.
    Inc(Name),
    /// `add NAME AMOUNT`: adds an amount and tells the result.
    Add(Name, i64),
    /// `get NAME`: tells a counter.
    Get(Name),
    /// `move FROM TO AMOUNT`: takes an amount from one counter and adds it to another.
    Move(Name, Name, i64),
    /// `sum`: tells the sum of all counters.
    Sum,
}

/// What the counters may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The counter after `inc`, `add` and `get`; the sum.
    Number(i64),
    /// A `move` was done.
    Ok,
    /// A result does not fit in 64 bits. The words behind `error: ` are the server's.
    Error,
}

impl Request {
    /// Reads a request as [`Display`](fmt::Display) writes it; nothing where it is none.
    pub fn parse(line: &str) -> Option<Request> {
        let words: Vec<&str> = line.split(' ').collect();
        Some(match *words.as_slice() {
            ["inc", name] => Request::Inc(name.into()),
            ["add", name, amount] => Request::Add(name.into(), amount.parse().ok()?),
            ["get", name] => Request::Get(name.into()),
            ["move", from, to, amount] => {
                Request::Move(from.into(), to.into(), amount.parse().ok()?)
            }
            ["sum"] => Request::Sum,
            _ => return None,
        })
    }

    /// What this request may change a counter by, or take from it. Reads change nothing.
    fn amount(&self) -> i64 {
        match self {
            Request::Inc(_) => 1,
            Request::Add(_, amount) | Request::Move(_, _, amount) => *amount,
            Request::Get(_) | Request::Sum => 0,
        }
    }

    /// The counters of which it speaks; a sum speaks of none by name.
    fn names(&self) -> [Option<&Name>; 2] {
        match self {
            Request::Inc(name) | Request::Add(name, _) | Request::Get(name) => [Some(name), None],
            Request::Move(from, to, _) => [Some(from), Some(to)],
            Request::Sum => [None, None],
        }
    }

    /// Whether it changes nothing, whatever the counters are.
    fn is_read(&self) -> bool {
        self.amount() == 0 || matches!(self, Request::Move(from, to, _) if from == to)
    }

    /// Whether both speak of one counter.
    fn meets(&self, other: &Request) -> bool {
        let names = other.names();
        self.names()
            .iter()
            .any(|name| name.is_some() && names.contains(name))
    }
}

/// The request as a line, without its end.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Inc(name) => write!(f, "inc {name}"),
            Request::Add(name, amount) => write!(f, "add {name} {amount}"),
            Request::Get(name) => write!(f, "get {name}"),
            Request::Move(from, to, amount) => write!(f, "move {from} {to} {amount}"),
            Request::Sum => write!(f, "sum"),
        }
    }
}

impl Reply {
    /// Reads a reply, a line without its end; nothing where it is none. A number is written in
    /// one way only: `+5` and `05` are none.
    pub fn parse(line: &str) -> Option<Reply> {
        if line == "ok" {
            return Some(Reply::Ok);
        }
        if line.starts_with("error: ") {
            return Some(Reply::Error);
        }
        let number: i64 = line.parse().ok()?;
        (number.to_string() == line).then_some(Reply::Number(number))
    }
}

/// The reply as a line, without its end.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Number(number) => write!(f, "{number}"),
            Reply::Ok => write!(f, "ok"),
            Reply::Error => write!(f, "error: the result does not fit in 64 bits"),
        }
    }
}

/// The counters that are not 0, by name. One that is 0 again is as one never touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally(Vec<(Name, i64)>);

impl Tally {
    /// The counters that are not 0, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(name, value)| (&**name, *value))
    }

    fn get(&self, name: &str) -> i64 {
        match self.find(name) {
            Ok(at) => self.0[at].1,
            Err(_) => 0,
        }
    }

    fn set(&mut self, name: &Name, value: i64) {
        match (self.find(name), value) {
            (Ok(at), 0) => _ = self.0.remove(at),
            (Ok(at), _) => self.0[at].1 = value,
            (Err(_), 0) => {}
            (Err(at), _) => self.0.insert(at, (Name::clone(name), value)),
        }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (**other).cmp(name))
    }

    /// Adds to one counter; nothing where the result does not fit.
    fn add(&self, name: &Name, amount: i64) -> Option<(Tally, i64)> {
        let result = self.get(name).checked_add(amount)?;
        let mut after = self.clone();
        after.set(name, result);
        Some((after, result))
    }

    fn shift(&self, from: &Name, to: &Name, amount: i64) -> Option<Tally> {
        if from == to {
            return Some(self.clone());
        }
        let (less, more) = (
            self.get(from).checked_sub(amount)?,
            self.get(to).checked_add(amount)?,
        );
        let mut after = self.clone();
        after.set(from, less);
        after.set(to, more);
        Some(after)
    }

    /// Exact, whatever the sums on the way.
    fn sum(&self) -> Option<i64> {
        let sum: i128 = self.0.iter().map(|(_, value)| i128::from(*value)).sum();
        i64::try_from(sum).ok()
    }
}

/// The model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Whether all amounts of the history together fit in 64 bits. Then no request can be
    /// refused, and changes can be made in any order.
    all_fit: bool,
}

impl Counters {
    /// The model for judging this history, whose sizes it knows. `Counters::default()` is right
    /// for any, and slower.
    pub fn of(history: &History<Request, Reply>) -> Counters {
        let amounts = history
            .operations
            .iter()
            .map(|operation| i128::from(operation.request.amount()).abs());
        Counters {
            all_fit: amounts.sum::<i128>() <= i128::from(i64::MAX),
        }
    }
}

impl Model for Counters {
    type State = Tally;
    type Request = Request;
    type Reply = Reply;

    fn initial(&self) -> Tally {
        Tally::default()
    }

    fn apply(&self, state: &Tally, request: &Request) -> (Tally, Reply) {
        let done = match request {
            Request::Inc(name) => added(state.add(name, 1)),
            Request::Add(name, amount) => added(state.add(name, *amount)),
            Request::Get(name) => Some((state.clone(), Reply::Number(state.get(name)))),
            Request::Move(from, to, amount) => state
                .shift(from, to, *amount)
                .map(|after| (after, Reply::Ok)),
            Request::Sum => state.sum().map(|sum| (state.clone(), Reply::Number(sum))),
        };
        done.unwrap_or_else(|| (state.clone(), Reply::Error))
    }

    fn satisfies(&self, came: &Reply, right: &Reply) -> bool {
        came == right
    }

    fn is_read(&self, request: &Request) -> bool {
        request.is_read()
    }

    fn notices(&self, request: &Request, other: &Request) -> bool {
        match (request, other) {
            (_, other) if other.is_read() => false,
            // Nothing is lost on the way.
            (Request::Sum, Request::Move(..)) => false,
            (Request::Sum, _) => true,
            (Request::Move(..), _) if self.all_fit => false,
            _ => request.meets(other),
        }
    }

    fn order_matters(&self, one: &Request, other: &Request) -> bool {
        !self.all_fit && !one.is_read() && !other.is_read() && one.meets(other)
    }
}

fn added(result: Option<(Tally, i64)>) -> Option<(Tally, Reply)> {
    result.map(|(after, number)| (after, Reply::Number(number)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::history::Operation;
    use crate::history::execution::{request, runner};

    fn state(counters: &[(&str, i64)]) -> Tally {
        let mut state = Tally::default();
        for (name, value) in counters {
            state.set(&Name::from(*name), *value);
        }
        state
    }

    #[rstest]
    #[case(&[], Request::Inc("a".into()), Reply::Number(1), &[("a", 1)])]
    #[case(&[("b", 2)], Request::Add("a".into(), -3), Reply::Number(-3), &[("a", -3), ("b", 2)])]
    #[case(&[("a", 3)], Request::Add("a".into(), -3), Reply::Number(0), &[])]
    #[case(&[("a", i64::MAX)], Request::Inc("a".into()), Reply::Error, &[("a", i64::MAX)])]
    #[case(&[], Request::Get("a".into()), Reply::Number(0), &[])]
    #[case(&[("a", 3)], Request::Move("a".into(), "b".into(), 3), Reply::Ok, &[("b", 3)])]
    #[case(&[], Request::Move("a".into(), "a".into(), i64::MIN), Reply::Ok, &[])]
    #[case(&[], Request::Move("a".into(), "b".into(), i64::MIN), Reply::Error, &[])]
    #[case(&[("a", 5), ("b", -2)], Request::Sum, Reply::Number(3), &[("a", 5), ("b", -2)])]
    #[case(
        &[("a", i64::MAX), ("b", i64::MAX), ("c", -i64::MAX)],
        Request::Sum,
        Reply::Number(i64::MAX),
        &[("a", i64::MAX), ("b", i64::MAX), ("c", -i64::MAX)]
    )]
    #[case(
        &[("a", i64::MAX), ("b", 1)],
        Request::Sum,
        Reply::Error,
        &[("a", i64::MAX), ("b", 1)]
    )]
    fn a_request_is_answered(
        #[case] before: &[(&str, i64)],
        #[case] request: Request,
        #[case] reply: Reply,
        #[case] after: &[(&str, i64)],
    ) {
        let answered = Counters::default().apply(&state(before), &request);
        assert_eq!(answered, (state(after), reply));
    }

    #[rstest]
    #[case(Request::Inc("a".into()), "inc a")]
    #[case(Request::Add("b".into(), -5), "add b -5")]
    #[case(Request::Get("a".into()), "get a")]
    #[case(Request::Move("a".into(), "b".into(), 7), "move a b 7")]
    #[case(Request::Sum, "sum")]
    fn a_request_is_a_line(#[case] request: Request, #[case] line: &str) {
        assert_eq!(request.to_string(), line);
    }

    #[rstest]
    #[case("ok", Some(Reply::Ok))]
    #[case("0", Some(Reply::Number(0)))]
    #[case("-9223372036854775808", Some(Reply::Number(i64::MIN)))]
    #[case("error: too much", Some(Reply::Error))]
    #[case("9223372036854775808", None)]
    #[case("+5", None)]
    #[case("05", None)]
    #[case("-0", None)]
    #[case("OK", None)]
    #[case("error", None)]
    #[case("5\r", None)]
    #[case("", None)]
    fn a_line_is_a_reply(#[case] line: &str, #[case] reply: Option<Reply>) {
        assert_eq!(Reply::parse(line), reply);
        if let Some(reply) = reply {
            assert_eq!(Reply::parse(&reply.to_string()), Some(reply));
        }
    }

    /// In every state that a history can come to, its requests do what the hints say of them.
    #[test]
    fn hints_are_true() {
        let amount =
            prop_oneof![4 => -2..=2_i64, 1 => prop_oneof![Just(i64::MAX), Just(-i64::MAX)]];
        let requests = request([1, 2, 1, 3, 1], &["a", "b"], amount.boxed());
        runner(3_000)
            .run(&prop::collection::vec(requests, 2..6), |requests| {
                let model = Counters::of(&history(&requests));
                let (earlier, pair) = requests.split_at(requests.len() - 2);
                let mut state = model.initial();
                for request in earlier {
                    state = model.apply(&state, request).0;
                }
                let (one, other) = (&pair[0], &pair[1]);
                let (after_one, alone) = model.apply(&state, one);
                let (after_other, _) = model.apply(&state, other);
                let (behind, second) = model.apply(&after_other, one);
                if model.is_read(one) {
                    prop_assert_eq!(&state, &after_one);
                }
                if !model.notices(one, other) {
                    prop_assert_eq!(alone, second);
                }
                if !model.order_matters(one, other) {
                    prop_assert_eq!(model.apply(&after_one, other).0, behind);
                }
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{error}"));
    }

    fn history(requests: &[Request]) -> History<Request, Reply> {
        let operations = requests.iter().map(|request| Operation {
            client: 1,
            request: request.clone(),
            reply: None,
            start: Duration::ZERO,
            end: Duration::ZERO,
        });
        History {
            operations: operations.collect(),
        }
    }
}
