//! The earliest reply that cannot be explained, whatever becomes of what still runs then.

use super::super::Model;
use super::ledger::Ledger;
use super::moments::Moments;
use super::search::{Outcome, Search};
use super::timeline::Timeline;

/// Looks for it from the last reply on that the search of the whole history has come to. That
/// search used all replies, also those that came later, and so may have got stuck too early; it
/// was stuck for good when all that ran there had ended.
///
/// Returns the moments up to that reply. Where the steps are used up, they go up to where the
/// whole search was stuck for good.
pub(super) fn shorten<'h, M: Model>(
    model: &M,
    timeline: &Timeline<'h, M>,
    ledger: &mut Ledger<'h, M>,
    whole: Moments,
    steps: &mut u64,
) -> Moments {
    let stuck = whole.furthest();
    let running = timeline.running(stuck).iter().copied();
    let last = running.filter(|&place| place < timeline.replies()).max();
    let first = whole.last_quiet(timeline);
    for reply in stuck..=last.unwrap_or(stuck) {
        let moments = Moments::new(first, reply + 1);
        let mut search = Search::new(model, timeline, ledger, moments, *steps);
        let outcome = search.run(whole.positions(first).collect());
        let (moments, left) = search.into_parts();
        *steps = left;
        match outcome {
            Ok(Outcome::Explained) => {}
            Ok(Outcome::Unexplained) => return moments,
            Err(_) => break,
        }
    }
    whole.up_to(last.unwrap_or(stuck))
}
