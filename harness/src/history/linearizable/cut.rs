//! The part of a history that is shown: where it begins, and what belongs to it.

use super::super::{Model, Operation};
use super::Part;
use super::ledger::Ledger;
use super::moments::Moments;
use super::timeline::{Place, Timeline};

/// A part with more operations than this begins at a later moment, if there is one that is
/// nearly as good: nobody reads more than a screen.
const LONG: usize = 24;

/// The part that ends with the last reply of these moments, which cannot be explained.
pub(super) fn cut<M: Model>(
    model: &M,
    timeline: &Timeline<'_, M>,
    ledger: &Ledger<'_, M>,
    moments: &Moments,
) -> Part<M> {
    let cut = Cut {
        model,
        timeline,
        moments,
        last: moments.answered() - 1,
    };
    let mut begin = moments.last_quiet(timeline);
    if cut.places(begin).len() > LONG
        && let Some(later) = cut.settled()
    {
        begin = later.max(begin);
    }
    let places = cut.places(begin);
    Part {
        since: timeline.since(begin),
        states: moments
            .states(begin)
            .into_iter()
            .map(|state| ledger.state(state).clone())
            .collect(),
        unexplained: places
            .iter()
            .position(|&place| place == cut.last)
            .unwrap_or_default(),
        operations: places.iter().map(|&place| cut.operation(place)).collect(),
    }
}

struct Cut<'a, 'h, M: Model> {
    model: &'a M,
    timeline: &'a Timeline<'h, M>,
    moments: &'a Moments,
    /// The reply that cannot be explained.
    last: Place,
}

impl<M: Model> Cut<'_, '_, M> {
    /// The last reply before which, although something ran, all orders agree on what of it had
    /// taken effect, and before all that ran beside the last operation: there the fault is.
    fn settled(&self) -> Option<Place> {
        let start = |place| self.timeline.operation(place).start;
        let beside = (0..=self.last)
            .filter(|&place| self.timeline.end(place) >= start(self.last))
            .map(start)
            .min()?;
        (0..=self.moments.furthest()).rev().find(|&reply| {
            self.timeline.since(reply) < beside && self.moments.taken(reply).is_some()
        })
    }

    /// What belongs to a part that begins before a reply: what then had not taken effect and may
    /// have until the last reply came. A read that still ran then is no help to anybody.
    fn places(&self, begin: Place) -> Vec<Place> {
        let bits = self.moments.taken(begin).unwrap_or_default();
        let running = self.timeline.running_before(begin);
        let taken: Vec<Place> = running
            .filter(|&place| bits & self.timeline.bit(place) != 0)
            .collect();
        let moment = self.timeline.end(self.last);
        let mut places: Vec<Place> = (begin..self.timeline.length())
            .filter(|place| !taken.contains(place))
            .filter(|&place| {
                let operation = self.timeline.operation(place);
                place <= self.last
                    || (operation.start <= moment && !self.model.is_read(&operation.request))
            })
            .collect();
        places.sort_by_key(|&place| (self.timeline.operation(place).start, place));
        places
    }

    /// An operation as it looked when the last reply came.
    fn operation(&self, place: Place) -> Operation<M::Request, M::Reply> {
        let mut operation = self.timeline.operation(place).clone();
        if place > self.last {
            operation.reply = None;
            operation.end = operation.end.min(self.timeline.end(self.last));
        }
        operation
    }
}
