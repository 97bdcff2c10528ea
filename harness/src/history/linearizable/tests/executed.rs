//! Histories that were really executed: of a right server each has an order, and where a reply is
//! changed to an impossible one, it is that reply that has none.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestCaseError;
use rstest::rstest;

use super::super::{Judgement, Limits, Part, STEPS, Weighed, weigh};
use super::Told;
use crate::history::counters::{Counters, Reply};
use crate::history::execution::{Mix, Plan, Server, execute, plan, request, runner};
use crate::history::{History, Model};

const NAMES: &[&str] = &["a", "b", "c"];
/// Of everything something.
const MIXED: Mix = [4, 2, 2, 3, 2];
const COUNTING: Mix = [1, 0, 1, 0, 0];
const MOVING: Mix = [0, 1, 2, 4, 2];
/// As [`judge`](super::super::judge) has them.
const ALL: Limits = Limits {
    judging: STEPS,
    shortening: STEPS,
};
/// More than any counter comes to here.
const IMPOSSIBLE: i64 = 1_000_000_000;

fn plans(
    mix: Mix,
    length: u64,
    lost: f64,
    count: std::ops::Range<usize>,
) -> BoxedStrategy<Vec<Plan>> {
    vec(
        plan(request(mix, NAMES, (-9..10_i64).boxed()), length, lost),
        count,
    )
    .boxed()
}

fn judged(history: &Told, limits: Limits) -> Weighed<Counters> {
    let model = Counters::of(history);
    weigh(&model, vec![model.initial()], history, limits)
}

#[test]
fn what_was_executed_has_an_order() {
    let few = (plans(MIXED, 9, 0.05, 1..60), 1..8_usize);
    runner(200)
        .run(&few, |(plans, clients)| {
            let history = execute(&plans, clients, Server::Right);
            prop_assert_eq!(judged(&history, ALL).judgement, Judgement::Explained);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn an_impossible_reply_has_none() {
    let few = (
        plans(MIXED, 9, 0.05, 1..60),
        1..8_usize,
        any::<prop::sample::Index>(),
    );
    runner(200)
        .run(&few, |(plans, clients, index)| {
            let mut history = execute(&plans, clients, Server::Right);
            let numbers: Vec<usize> = numbers(&history);
            prop_assume!(!numbers.is_empty());
            let changed = &mut history.operations[*index.get(&numbers)];
            changed.reply = Some(Reply::Number(IMPOSSIBLE));
            let changed = changed.clone();
            let Judgement::Unexplained(part) = judged(&history, ALL).judgement else {
                return Err(TestCaseError::fail("it was explained"));
            };
            prop_assert_eq!(&part.operations[part.unexplained], &changed);
            // The part says as much as the whole.
            let rest = History {
                operations: part.operations,
            };
            let model = Counters::of(&rest);
            let again = weigh(&model, part.states, &rest, ALL).judgement;
            prop_assert!(matches!(again, Judgement::Unexplained(_)));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Which operations were told a number.
fn numbers(history: &Told) -> Vec<usize> {
    let is_number =
        |&number: &usize| matches!(history.operations[number].reply, Some(Reply::Number(_)));
    (0..history.operations.len()).filter(is_number).collect()
}

/// 1,000 operations of 16 clients, each of which overlaps with some 30 others, so that there is
/// hardly a moment at which nothing runs.
fn thousand(mix: Mix, server: Server) -> Told {
    let plans = plans(mix, 50, 0.01, 1_000..1_001);
    let tree = plans.new_tree(&mut runner(1));
    let plans = tree.unwrap_or_else(|reason| panic!("{reason}")).current();
    execute(&plans, 16, server)
}

#[rstest]
#[case::mixed(MIXED, 150_000)]
#[case::counting(COUNTING, 10_000)]
#[case::moving(MOVING, 120_000)]
fn a_thousand_have_an_order(#[case] mix: Mix, #[case] steps: u64) {
    let weighed = judged(&thousand(mix, Server::Right), ALL);
    assert_eq!(weighed.judgement, Judgement::Explained);
    assert!(weighed.steps < steps, "{}", weighed.steps);
}

#[rstest]
#[case::mixed(MIXED, Server::LosesUpdates, 60_000)]
#[case::counting(COUNTING, Server::LosesUpdates, 10_000)]
#[case::half_moves(MIXED, Server::HalfMoves, 150_000)]
#[case::moving(MOVING, Server::HalfMoves, 60_000)]
fn a_thousand_have_none(#[case] mix: Mix, #[case] server: Server, #[case] steps: u64) {
    let history = thousand(mix, server);
    let weighed = judged(&history, ALL);
    assert!(weighed.steps < steps, "{}", weighed.steps);
    is_part(weighed.judgement, 60).unwrap_or_else(|error| panic!("{error}"));
}

/// All that came before has an order, and many that have to be looked at.
#[rstest]
#[case::mixed(MIXED, 400_000)]
#[case::counting(COUNTING, 20_000)]
fn a_thousand_of_which_the_last_is_impossible(#[case] mix: Mix, #[case] steps: u64) {
    let mut history = thousand(mix, Server::Right);
    let numbers = numbers(&history);
    let last = numbers[numbers.len() - 1];
    history.operations[last].reply = Some(Reply::Number(IMPOSSIBLE));
    let weighed = judged(&history, ALL);
    assert!(weighed.steps < steps, "{}", weighed.steps);
    let part = is_part(weighed.judgement, 60).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(part.operations[part.unexplained], history.operations[last]);
}

/// A part of at most so many operations that says as much as the whole.
fn is_part(judgement: Judgement<Counters>, length: usize) -> Result<Part<Counters>, TestCaseError> {
    let Judgement::Unexplained(part) = judgement else {
        return Err(TestCaseError::fail(format!("{judgement:?}")));
    };
    prop_assert!(part.operations.len() <= length);
    let mut rest = History {
        operations: part.operations.clone(),
    };
    let model = Counters::of(&rest);
    let again = |rest: &Told| weigh(&model, part.states.clone(), rest, ALL).judgement;
    prop_assert!(matches!(again(&rest), Judgement::Unexplained(_)));
    rest.operations[part.unexplained].reply = None;
    prop_assert_eq!(again(&rest), Judgement::Explained);
    Ok(part)
}
