//! The earliest reply that cannot be explained, whatever becomes of what still runs then.

use super::super::Model;
use super::ledger::Ledger;
use super::moments::Moments;
use super::search::{Outcome, Search};
use super::timeline::{Place, Timeline};

/// Looks for it from the last reply on that the search of the whole history has come to. That
/// search used all replies, also those that came later, and so may have got stuck too early; it
/// was stuck for good when all that ran there had ended.
///
/// Returns the moments up to that reply, and how many steps are left of those given. Where these
/// are used up, the moments go on to where the search of the whole was stuck for good.
pub(super) fn shorten<'h, M: Model>(
    model: &M,
    timeline: &Timeline<'h, M>,
    ledger: &mut Ledger<'h, M>,
    whole: &Moments,
    mut steps: u64,
) -> (Moments, u64) {
    let stuck = whole.furthest();
    let last = last_running(timeline, timeline.running(stuck).iter().copied()).unwrap_or(stuck);
    // Up to here only replies were used that count from now on as well.
    let first = (0..=stuck)
        .rev()
        .find(|&reply| {
            last_running(timeline, timeline.running_before(reply)).is_none_or(|last| last <= stuck)
        })
        .unwrap_or(0);
    for reply in stuck..=last {
        let moments = whole.before(first, reply + 1);
        let mut search = Search::new(model, timeline, ledger, moments, steps);
        let outcome = search.run(first, whole.positions(first).collect());
        let (moments, left) = search.into_parts();
        steps = left;
        match outcome {
            Ok(Outcome::Explained) => {}
            Ok(Outcome::Unexplained) => return (moments, steps),
            Err(_) => break,
        }
    }
    (whole.before(stuck + 1, last + 1), steps)
}

/// The last reply to come of those of running operations.
fn last_running<M: Model>(
    timeline: &Timeline<'_, M>,
    running: impl Iterator<Item = Place>,
) -> Option<Place> {
    running.filter(|&place| place < timeline.replies()).max()
}
