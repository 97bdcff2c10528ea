//! What a server would answer if its clients came one after another.

use std::fmt::Debug;
use std::hash::Hash;

/// A server of which only the answers matter.
///
/// The first three methods say what is right. The other three are hints: what they answer
/// changes how long a judgement takes, and never what it is, as long as a hint is given only
/// where it is true. Without hints it is right, and slow where much runs at one time.
pub trait Model {
    /// All that an answer may depend on.
    type State: Clone + Eq + Hash + Debug;
    /// What a client may ask.
    type Request: Clone + PartialEq + Debug;
    /// What it may be told.
    type Reply: Clone + PartialEq + Debug;

    /// The state before the first request.
    fn initial(&self) -> Self::State;

    /// The state after a request, and the reply to it.
    fn apply(&self, state: &Self::State, request: &Self::Request) -> (Self::State, Self::Reply);

    /// Whether the reply that came will do where `right` is the right one.
    fn satisfies(&self, came: &Self::Reply, right: &Self::Reply) -> bool;

    /// Hint: whether this request leaves every state as it is.
    fn is_read(&self, _request: &Self::Request) -> bool {
        false
    }

    /// Hint: whether the reply to `request` may be another where `other` came just before it.
    fn notices(&self, _request: &Self::Request, _other: &Self::Request) -> bool {
        true
    }

    /// Hint: whether the state after both may be another where they change places.
    fn order_matters(&self, _one: &Self::Request, _other: &Self::Request) -> bool {
        true
    }
}
