//! The operations of a history in the order in which their replies came, and what ran when.

use std::time::Duration;

use super::super::{History, Model, Operation};

/// An operation's place in a [`Timeline`].
pub(super) type Place = usize;

/// A set of operations that run at one time: one bit each, which is another's when it has ended.
pub(super) type Bits = u128;

/// An operation of a model's history.
pub(super) type OperationOf<M> = Operation<<M as Model>::Request, <M as Model>::Reply>;

/// Operations by the time of their reply; behind them those that have none, by their start.
pub(super) struct Timeline<'a, M: Model> {
    operations: Vec<&'a OperationOf<M>>,
    /// Of each operation that runs when some reply comes: the number of its bit.
    slots: Vec<usize>,
    /// How many have a reply.
    replies: usize,
    /// Of each reply: what ran when it came, itself included, in order of place.
    running: Vec<Vec<Place>>,
}

impl<'a, M: Model> Timeline<'a, M> {
    /// Nothing where more operations run at one time than there are bits.
    ///
    /// An operation that begins in the moment in which another ends runs beside it: clocks are
    /// not fine enough to say that it came later.
    pub fn new(history: &'a History<M::Request, M::Reply>) -> Option<Timeline<'a, M>> {
        let mut operations: Vec<_> = history.operations.iter().collect();
        operations.sort_by_key(|operation| match operation.reply {
            Some(_) => (false, end(operation), operation.start),
            None => (true, operation.start, operation.end),
        });
        let replies = operations.partition_point(|operation| operation.reply.is_some());
        let mut by_start: Vec<Place> = (0..operations.len()).collect();
        by_start.sort_by_key(|&place| operations[place].start);
        let mut starting = by_start.into_iter().peekable();
        let mut slots = vec![0; operations.len()];
        let mut running = Vec::new();
        let mut now: Vec<Place> = Vec::new();
        let mut taken: Bits = 0;
        for reply in 0..replies {
            let moment = end(operations[reply]);
            while let Some(place) = starting.next_if(|&place| operations[place].start <= moment) {
                let free = taken.trailing_ones();
                taken |= Bits::checked_shl(1, free)?;
                slots[place] = free as usize;
                now.push(place);
            }
            now.sort_unstable();
            running.push(now.clone());
            now.retain(|&place| place != reply);
            taken &= !(1 << slots[reply]);
        }
        Some(Timeline {
            operations,
            slots,
            replies,
            running,
        })
    }

    pub fn operation(&self, place: Place) -> &'a OperationOf<M> {
        self.operations[place]
    }

    /// The bit of an operation that runs.
    pub fn bit(&self, place: Place) -> Bits {
        1 << self.slots[place]
    }

    /// The number of that bit.
    pub fn slot(&self, place: Place) -> usize {
        self.slots[place]
    }

    /// How many operations there are.
    pub fn length(&self) -> usize {
        self.operations.len()
    }

    /// How many operations have a reply. Theirs are the first places.
    pub fn replies(&self) -> usize {
        self.replies
    }

    /// What ran when the reply at this place came, itself included, in order of place.
    pub fn running(&self, reply: Place) -> &[Place] {
        &self.running[reply]
    }

    /// What ran between the reply before this one and the next request.
    pub fn running_before(&self, reply: Place) -> impl Iterator<Item = Place> {
        let before = reply.checked_sub(1);
        let running = before
            .map(|before| self.running(before))
            .unwrap_or_default();
        running
            .iter()
            .copied()
            .filter(move |&place| Some(place) != before)
    }

    /// Whether nobody waited for a reply between the reply before this one and the next request.
    pub fn is_quiet_before(&self, reply: Place) -> bool {
        let since = self.since(reply);
        self.running_before(reply).all(|place| {
            let operation = self.operation(place);
            operation.reply.is_none() && operation.end <= since
        })
    }

    /// When the reply before this one came; for the first, the beginning of the history.
    pub fn since(&self, reply: Place) -> Duration {
        reply
            .checked_sub(1)
            .map_or(Duration::ZERO, |before| self.end(before))
    }

    /// When the reply at this place came, since the beginning of the history.
    pub fn end(&self, reply: Place) -> Duration {
        end(self.operations[reply])
    }
}

/// A reply cannot have come before its request.
fn end<Request, Reply>(operation: &Operation<Request, Reply>) -> Duration {
    operation.end.max(operation.start)
}
