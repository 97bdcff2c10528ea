//! Which operations clash: for which of them it may matter what comes first.

use super::super::Model;
use super::timeline::{Bits, Place, Timeline};

/// What a model's hints say of the operations that run at one time.
pub(super) struct Clashes<'a, 'h, M: Model> {
    model: &'a M,
    timeline: &'a Timeline<'h, M>,
    /// The replies before this one count.
    answered: Place,
    reads: Vec<bool>,
    /// Of each reply, once it was asked for: what each running operation clashes with, by the
    /// operation's slot.
    found: Vec<Vec<Bits>>,
}

impl<'a, 'h, M: Model> Clashes<'a, 'h, M> {
    /// Where the replies before `answered` count.
    pub fn new(model: &'a M, timeline: &'a Timeline<'h, M>, answered: Place) -> Self {
        let operations = (0..timeline.length()).map(|place| timeline.operation(place));
        Clashes {
            model,
            timeline,
            answered,
            reads: operations
                .map(|operation| model.is_read(&operation.request))
                .collect(),
            found: vec![Vec::new(); answered],
        }
    }

    /// Whether an operation changes nothing.
    pub fn is_read(&self, place: Place) -> bool {
        self.reads[place]
    }

    /// What of that which runs when a reply comes clashes with one of them.
    pub fn of(&mut self, reply: Place, place: Place) -> Bits {
        if self.found[reply].is_empty() {
            self.found[reply] = self.find(reply);
        }
        self.found[reply][self.timeline.slot(place)]
    }

    /// What may have to take effect before a reply's operation, of that which has not: what
    /// clashes with it, then what clashes with that, and so on, each by the time of its reply.
    /// Reads are left out, since they come by themselves.
    pub fn candidates(&mut self, reply: Place, taken: Bits) -> Vec<Place> {
        let timeline = self.timeline;
        let mut others: Vec<Place> = timeline
            .running(reply)
            .iter()
            .copied()
            .filter(|&place| place != reply && taken & timeline.bit(place) == 0)
            .filter(|&place| place < self.answered || !self.is_read(place))
            .collect();
        let mut candidates = Vec::new();
        let mut nearest = self.of(reply, reply);
        while nearest != 0 {
            let is_near = |place: &mut Place| nearest & timeline.bit(*place) != 0;
            let near: Vec<Place> = others.extract_if(.., is_near).collect();
            nearest = 0;
            for place in near {
                nearest |= self.of(reply, place);
                if !self.is_read(place) {
                    candidates.push(place);
                }
            }
        }
        candidates
    }

    fn find(&self, reply: Place) -> Vec<Bits> {
        let running = self.timeline.running(reply);
        let mut found = vec![0; Bits::BITS as usize];
        for (at, &one) in running.iter().enumerate() {
            for &other in &running[at + 1..] {
                if self.clash(one, other) {
                    found[self.timeline.slot(one)] |= self.timeline.bit(other);
                    found[self.timeline.slot(other)] |= self.timeline.bit(one);
                }
            }
        }
        found
    }

    fn clash(&self, one: Place, other: Place) -> bool {
        let (first, second) = (
            &self.timeline.operation(one).request,
            &self.timeline.operation(other).request,
        );
        self.model.order_matters(first, second)
            || (one < self.answered && self.model.notices(first, second))
            || (other < self.answered && self.model.notices(second, first))
    }
}
