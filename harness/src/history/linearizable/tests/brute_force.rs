//! Judgements compared with those of all orders that there are.

use std::cell::Cell;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::super::{Judgement, Weighed, weigh};
use super::{PLENTY, Told};
use crate::history::counters::{Counters, Reply, Request, Tally};
use crate::history::execution::{request, runner};
use crate::history::{History, Model, Operation};

const CASES: u32 = 3_000;
const OPERATIONS: usize = 6;

/// The counters without a hint.
struct Blind;

impl Model for Blind {
    type State = Tally;
    type Request = Request;
    type Reply = Reply;

    fn initial(&self) -> Tally {
        Counters::default().initial()
    }

    fn apply(&self, state: &Tally, request: &Request) -> (Tally, Reply) {
        Counters::default().apply(state, request)
    }

    fn satisfies(&self, came: &Reply, right: &Reply) -> bool {
        came == right
    }
}

#[test]
fn the_same_as_all_orders_say() {
    let explained = Cell::new(0);
    runner(CASES)
        .run(&history(), |history| {
            let earliest = earliest(&history);
            explained.set(explained.get() + u32::from(earliest.is_none()));
            agrees(&Counters::of(&history), &history, earliest)?;
            agrees(&Counters::default(), &history, earliest)?;
            agrees(&Blind, &history, earliest)
        })
        .unwrap_or_else(|error| panic!("{error}"));
    // Or the cases would show little.
    let explained = explained.get();
    assert!(
        (CASES / 5..CASES * 4 / 5).contains(&explained),
        "{explained}"
    );
}

fn agrees<M>(model: &M, history: &Told, earliest: Option<Duration>) -> Result<(), TestCaseError>
where
    M: Model<State = Tally, Request = Request, Reply = Reply>,
{
    let Weighed { judgement, .. } = weigh(model, vec![model.initial()], history, PLENTY);
    match judgement {
        Judgement::Explained => prop_assert_eq!(earliest, None),
        Judgement::Undecided => prop_assert!(false, "undecided"),
        Judgement::Unexplained(part) => {
            prop_assert_eq!(Some(part.operations[part.unexplained].end), earliest);
            // The part says as much as the whole.
            let mut rest = History {
                operations: part.operations,
            };
            let judged = |rest: &Told| weigh(model, part.states.clone(), rest, PLENTY).judgement;
            prop_assert!(matches!(judged(&rest), Judgement::Unexplained(_)));
            rest.operations[part.unexplained].reply = None;
            prop_assert!(matches!(judged(&rest), Judgement::Explained));
        }
    }
    Ok(())
}

/// When the earliest reply came that no order explains.
fn earliest(history: &Told) -> Option<Duration> {
    let mut ends: Vec<Duration> = history
        .operations
        .iter()
        .filter(|operation| operation.reply.is_some())
        .map(|operation| operation.end)
        .collect();
    ends.sort_unstable();
    ends.into_iter().find(|&end| {
        let mut prefix = history.operations.clone();
        prefix.retain(|operation| operation.start <= end);
        for operation in &mut prefix {
            operation.reply = operation.reply.filter(|_| operation.end <= end);
        }
        !has_order(&Counters::default().initial(), &prefix)
    })
}

/// Tries every operation next before which no other has to come.
fn has_order(state: &Tally, rest: &[Operation<Request, Reply>]) -> bool {
    rest.iter().all(|operation| operation.reply.is_none())
        || (0..rest.len()).any(|next| {
            let mut rest = rest.to_vec();
            let operation = rest.remove(next);
            let (after, right) = Counters::default().apply(state, &operation.request);
            let is_first = rest
                .iter()
                .all(|other| other.reply.is_none() || other.end >= operation.start);
            is_first
                && operation.reply.is_none_or(|reply| reply == right)
                && has_order(&after, &rest)
        })
}

/// Few operations on few counters, with times at random, executed at some time between, and with
/// some replies lost or changed. No two replies come at one time.
fn history() -> BoxedStrategy<Told> {
    let amount = prop_oneof![
        6 => -2..=2_i64,
        1 => prop_oneof![Just(i64::MAX), Just(i64::MIN)],
    ];
    let request = request([4, 2, 3, 3, 2], &["a", "b"], amount.boxed());
    let fate = prop_oneof![
        14 => Just(Fate::Told),
        2 => Just(Fate::Lost),
        2 => (-2..=4_i64).prop_map(|number| Fate::Changed(Reply::Number(number))),
        1 => prop_oneof![Just(Reply::Ok), Just(Reply::Error)].prop_map(Fate::Changed),
    ];
    let times = (0..12_u64, 0..6_u64, 0..6_u64);
    vec((request, times, fate), 1..=OPERATIONS)
        .prop_map(|drawn| {
            let mut order: Vec<usize> = (0..drawn.len()).collect();
            order.sort_by_key(|&number| {
                let (start, before, _) = drawn[number].1;
                start + before
            });
            let mut state = Counters::default().initial();
            let mut operations: Vec<(usize, Operation<Request, Reply>)> = Vec::new();
            for number in order {
                let (request, (start, before, after), fate) = drawn[number].clone();
                let (next, right) = Counters::default().apply(&state, &request);
                state = next;
                let unique = Duration::from_micros(number as u64);
                let operation = Operation {
                    client: number as u32,
                    request,
                    reply: match fate {
                        Fate::Told => Some(right),
                        Fate::Changed(reply) => Some(reply),
                        Fate::Lost => None,
                    },
                    start: Duration::from_millis(start),
                    end: Duration::from_millis(start + before + after) + unique,
                };
                operations.push((number, operation));
            }
            operations.sort_by_key(|(number, _)| *number);
            History {
                operations: operations
                    .into_iter()
                    .map(|(_, operation)| operation)
                    .collect(),
            }
        })
        .boxed()
}

/// What becomes of a reply.
#[derive(Clone, Debug)]
enum Fate {
    Told,
    Lost,
    Changed(Reply),
}
