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
    positions: Vec<BTreeSet<Position>>,
}

impl Moments {
    /// Before so many replies, with nothing known. All that ends later counts as an operation
    /// without a reply.
    pub fn new(answered: usize) -> Moments {
        Moments {
            positions: vec![BTreeSet::new(); answered],
        }
    }

    /// What is known of the moments before a reply's, as if there were so many replies.
    pub fn before(&self, reply: Place, answered: usize) -> Moments {
        let mut positions = self.positions[..reply].to_vec();
        positions.resize(answered, BTreeSet::new());
        Moments { positions }
    }

    /// How many replies count.
    pub fn answered(&self) -> usize {
        self.positions.len()
    }

    /// Whether this position is a new one.
    pub fn insert(&mut self, reply: Place, position: Position) -> bool {
        self.positions[reply].insert(position)
    }

    /// The positions before a reply.
    pub fn positions(&self, reply: Place) -> impl Iterator<Item = Position> {
        self.positions[reply].iter().copied()
    }

    /// In which states the server may have been before a reply.
    pub fn states(&self, reply: Place) -> BTreeSet<StateNumber> {
        self.positions(reply)
            .map(|position| position.state)
            .collect()
    }

    /// The last reply that the search has come to: it got past none of those behind it.
    pub fn furthest(&self) -> Place {
        self.positions
            .iter()
            .rposition(|known| !known.is_empty())
            .unwrap_or(0)
    }

    /// What has taken effect of that which ran before a reply, if all positions agree on that.
    pub fn taken(&self, reply: Place) -> Option<Bits> {
        let mut positions = self.positions(reply);
        let taken = positions.next()?.taken;
        positions
            .all(|position| position.taken == taken)
            .then_some(taken)
    }

    /// The last reply before which nothing ran, and all positions agree on which of the
    /// operations that nobody waited for any longer have taken effect.
    pub fn last_quiet<M: Model>(&self, timeline: &Timeline<'_, M>) -> Place {
        (0..=self.furthest())
            .rev()
            .find(|&reply| timeline.is_quiet_before(reply) && self.taken(reply).is_some())
            .unwrap_or(0)
    }
}
