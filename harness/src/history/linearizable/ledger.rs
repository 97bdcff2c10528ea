//! Every state that was ever reached, with a number of its own, and what each operation does to
//! it: asked of the model once, however many orders lead there.

use std::collections::HashMap;

use super::super::Model;
use super::timeline::Place;

/// The number of a state in a [`Ledger`].
pub(super) type StateNumber = usize;

/// The states and the steps between them.
pub(super) struct Ledger<'a, M: Model> {
    model: &'a M,
    states: Vec<M::State>,
    numbers: HashMap<M::State, StateNumber>,
    /// By state, operation and whether its reply counts.
    steps: HashMap<(StateNumber, Place, bool), Option<StateNumber>>,
}

impl<'a, M: Model> Ledger<'a, M> {
    pub fn new(model: &'a M) -> Ledger<'a, M> {
        Ledger {
            model,
            states: Vec::new(),
            numbers: HashMap::new(),
            steps: HashMap::new(),
        }
    }

    /// The state of a number that this ledger gave.
    pub fn state(&self, number: StateNumber) -> &M::State {
        &self.states[number]
    }

    /// The number of a state, a new one for a state that was not there before.
    pub fn number(&mut self, state: M::State) -> StateNumber {
        if let Some(&number) = self.numbers.get(&state) {
            return number;
        }
        let number = self.states.len();
        self.states.push(state.clone());
        self.numbers.insert(state, number);
        number
    }

    /// The state after an operation, if its reply is the right one there; if no reply is asked
    /// for, any is.
    pub fn step(
        &mut self,
        state: StateNumber,
        place: Place,
        request: &M::Request,
        reply: Option<&M::Reply>,
    ) -> Option<StateNumber> {
        let key = (state, place, reply.is_some());
        if let Some(&after) = self.steps.get(&key) {
            return after;
        }
        let before = &self.states[state];
        let (after, right) = self.model.apply(before, request);
        let explains = reply.is_none_or(|came| self.model.satisfies(came, &right));
        // Most replies are wrong in most states: no number for what comes after those.
        let after = match explains {
            false => None,
            true if after == *before => Some(state),
            true => Some(self.number(after)),
        };
        self.steps.insert(key, after);
        after
    }
}
