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
//! Kept crates were looked at first. `stateright` 0.31 comes with 38 others, and its tester has
//! no memory of what failed; `todc-utils` 0.1 has one, but takes no operation without a reply.
//! Neither search has an end, and neither says which operations are to blame.

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

/// Steps of a search: operations that were tried on a state. A thousand operations of 16 clients
/// who wait for a reply at all times take some 10,000 to 150,000 where one order explains them,
/// and up to three times that where only the last reply is wrong, so that all orders of the rest
/// have to be looked at. So many take less than a second in a program that was not optimised.
const STEPS: u64 = 500_000;

/// What is known of a history.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement<M: Model> {
    /// There is an order that explains every reply: the history is linearizable.
    Explained,
    /// There is none.
    Unexplained(Part<M>),
    /// The search was given up: too much ran at one time, and too many orders were possible.
    Undecided,
}

/// The shortest part of a history that no order explains.
///
/// It is a history of its own, and as little explained as the whole. Its last reply is the
/// earliest that cannot be explained, whatever became of the operations that still ran then. It
/// begins at the last moment before that at which nothing ran; where that makes a long part, at a
/// later one, if by all orders the same of that which ran had taken effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<M: Model> {
    /// The moment at which it begins, since the beginning of the history.
    pub since: Duration,
    /// The states in which the server may have been then, mostly one: those to which an order
    /// of all that came before leads.
    pub states: Vec<M::State>,
    /// By their start. Those that still ran when the last reply came have no reply here, and end
    /// at that time. Those that started before the part begins had not yet taken effect then.
    pub operations: Vec<Operation<M::Request, M::Reply>>,
    /// Which of the operations got that last reply.
    pub unexplained: usize,
}

/// Judges a history: is there one order of its operations that respects time and explains every
/// reply?
///
/// It gives up after a fixed number of steps, or where more than 128 operations run at one time;
/// one without a reply runs for ever. The search for the shortest part has its own steps: where it
/// takes too many, the part goes on for some operations more than it had to.
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
    let moments = Moments::new(timeline.replies());
    let mut search = Search::new(model, &timeline, &mut ledger, moments, limits.judging);
    let outcome = search.run(0, roots);
    let (whole, left) = search.into_parts();
    let mut steps = limits.judging - left;
    let judgement = match outcome {
        Ok(Outcome::Explained) => Judgement::Explained,
        Err(OutOfSteps) => Judgement::Undecided,
        Ok(Outcome::Unexplained) => {
            let given = limits.shortening;
            let (moments, left) = shorten(model, &timeline, &mut ledger, &whole, given);
            steps += given - left;
            Judgement::Unexplained(cut(model, &timeline, &ledger, &moments))
        }
    };
    Weighed { judgement, steps }
}
