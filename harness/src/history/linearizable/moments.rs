//! What a search knows of the moment before each reply.

use std::collections::BTreeSet;

use super::super::Model;
use super::ledger::StateNumber;
use super::search::Position;
use super::timeline::{Bits, Place, Timeline};

/// The positions before each reply. After a search that has found no order these are all that
/// count: from any other the rest can be explained no better.
#[derive(Clone)]
pub(super) struct Moments {
    first: Place,
    answered: Place,
    positions: Vec<BTreeSet<Position>>,
}

impl Moments {
    /// For the replies from `first` on to before `answered`: all that ends later counts as an
    /// operation without a reply.
    pub fn new(first: Place, answered: Place) -> Moments {
        Moments {
            first,
            answered,
            positions: vec![BTreeSet::new(); answered - first],
        }
    }

    /// The same, as if the history ended with this reply.
    pub fn up_to(mut self, reply: Place) -> Moments {
        self.answered = reply + 1;
        self.positions.truncate(self.answered - self.first);
        self
    }

    pub fn first(&self) -> Place {
        self.first
    }

    pub fn answered(&self) -> Place {
        self.answered
    }

    /// Whether this position is a new one.
    pub fn insert(&mut self, reply: Place, position: Position) -> bool {
        self.positions[reply - self.first].insert(position)
    }

    pub fn positions(&self, reply: Place) -> impl Iterator<Item = Position> {
        self.positions[reply - self.first].iter().copied()
    }

    /// In which states the server may have been before a reply.
    pub fn states(&self, reply: Place) -> BTreeSet<StateNumber> {
        self.positions(reply)
            .map(|position| position.state)
            .collect()
    }

    /// The last reply that the search has come to: it got past none of those behind it.
    pub fn furthest(&self) -> Place {
        let reached = |known: &BTreeSet<Position>| !known.is_empty();
        self.first + self.positions.iter().rposition(reached).unwrap_or(0)
    }

    /// What has taken effect of that which ran before a reply, if all positions agree on that.
    pub fn taken(&self, reply: Place) -> Option<Bits> {
        let mut positions = self.positions(reply);
        let taken = positions.next()?.taken;
        positions
            .all(|position| position.taken == taken)
            .then_some(taken)
    }

    /// Whether nothing ran just before a reply, except what has none.
    pub fn is_quiet<M: Model>(&self, reply: Place, timeline: &Timeline<'_, M>) -> bool {
        timeline
            .running_before(reply)
            .all(|place| place >= self.answered)
    }

    /// The last reply before which nothing ran and all positions agree on what has taken effect.
    /// Before the first they do.
    pub fn last_quiet<M: Model>(&self, timeline: &Timeline<'_, M>) -> Place {
        (self.first..=self.furthest())
            .rev()
            .find(|&reply| self.taken(reply).is_some() && self.is_quiet(reply, timeline))
            .unwrap_or(self.first)
    }
}
