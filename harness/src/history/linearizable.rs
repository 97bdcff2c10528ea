//! Whether one order of all operations explains every reply, and if not, the few operations
//! that show it.
//!
//! The order has to respect time: an operation that ended before another began comes first. A
//! history with such an order is *linearizable* (Herlihy and Wing, "Linearizability: A
//! Correctness Condition for Concurrent Objects", 1990). The search is that of Wing and Gong
//! ("Testing and Verifying Concurrent Objects", 1993), which goes back to nothing it has seen
//! fail, and lets an operation take effect no sooner than a reply needs it, as Lowe has it
//! ("Testing for Linearizability", 2017); [`search`] says how.
//!
//! Kept crates were looked at first. `stateright` 0.31 brings 40 crates for a tester without a
//! memory, which tries the same orders again and again; `todc-utils` 0.1 has that memory, but no
//! operation without a reply and no end to its search. Both answer yes or no, and neither says
//! which operations are to blame.

use std::time::Duration;

use super::{History, Model, Operation};

mod clashes;
mod cut;
mod ledger;
mod moments;
mod search;
mod shorten;
#[cfg(test)]
mod tests;
mod timeline;

use cut::cut;
use ledger::Ledger;
use moments::Moments;
use search::{OutOfSteps, Outcome, Position, Search};
use shorten::shorten;
use timeline::Timeline;

/// Steps of a search: operations that were tried on a state. 1,000 operations of 16 clients take
/// some 20,000 where one order explains them, and seldom more than 100,000 where none does; in a
/// program that was not optimised this many take about a second.
const STEPS: u64 = 1_000_000;

/// What is known of a history.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement<M: Model> {
    /// There is an order that explains every reply: the history is linearizable.
    Explained,
    /// There is none.
    Unexplained(Part<M>),
    /// The search was given up: too much ran at one time.
    Undecided,
}

/// The shortest part of a history that no order explains.
///
/// It is a history of its own, and as little explained as the whole. Its last reply is the
/// earliest that cannot be explained, whatever became of the operations that still ran then.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<M: Model> {
    /// The moment at which it begins, since the beginning of the history.
    pub since: Duration,
    /// The states in which the server may have been then, mostly one: those to which an order
    /// of all that came before leads.
    pub states: Vec<M::State>,
    /// By their start. Those that still ran when the last reply came have no reply here, and end
    /// at that time. Those that ran at the beginning of the part had not yet taken effect.
    pub operations: Vec<Operation<M::Request, M::Reply>>,
    /// Which of the operations got that last reply.
    pub unexplained: usize,
}

/// Judges a history: is there one order of its operations that respects time and explains every
/// reply?
///
/// It gives up after a fixed number of steps, and so does the search for the shortest part: where
/// that takes too many, the part may go on for some operations more than it had to.
pub fn judge<M: Model>(model: &M, history: &History<M::Request, M::Reply>) -> Judgement<M> {
    let limits = Limits {
        judging: STEPS,
        shortening: STEPS,
    };
    weigh(model, vec![model.initial()], history, limits).judgement
}

/// How many steps may be taken.
#[derive(Clone, Copy)]
struct Limits {
    /// To say whether there is an order, …
    judging: u64,
    /// … and to find the earliest reply without one.
    shortening: u64,
}

/// A judgement and what it cost.
struct Weighed<M: Model> {
    judgement: Judgement<M>,
    /// In steps.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the tests count instead of timing")
    )]
    steps: u64,
}

/// Judges a history that begins in one of `states`.
fn weigh<M: Model>(
    model: &M,
    states: Vec<M::State>,
    history: &History<M::Request, M::Reply>,
    limits: Limits,
) -> Weighed<M> {
    let Some(timeline) = Timeline::new(history) else {
        return Weighed {
            judgement: Judgement::Undecided,
            steps: 0,
        };
    };
    let mut ledger = Ledger::new(model);
    let roots = states
        .into_iter()
        .map(|state| Position::new(ledger.number(state)))
        .collect();
    let moments = Moments::new(0, timeline.replies());
    let mut search = Search::new(model, &timeline, &mut ledger, moments, limits.judging);
    let outcome = search.run(roots);
    let (whole, left) = search.into_parts();
    let mut steps = limits.judging - left;
    let judgement = match outcome {
        Ok(Outcome::Explained) => Judgement::Explained,
        Err(OutOfSteps) => Judgement::Undecided,
        Ok(Outcome::Unexplained) => {
            let mut left = limits.shortening;
            let moments = shorten(model, &timeline, &mut ledger, whole, &mut left);
            steps += limits.shortening - left;
            Judgement::Unexplained(cut(model, &timeline, &ledger, &moments))
        }
    };
    Weighed { judgement, steps }
}
