//! A history: what many clients asked one server at the same time, and what they were told.
//!
//! Replies alone do not show whether a server was right: which of two `inc a` comes first is its
//! own choice. [`judge`] asks whether any one order of the operations explains all replies, with a
//! [`Model`] of what the server would answer one request after another; [`counters`] is such a
//! model.

use std::time::Duration;

pub mod counters;
#[cfg(test)]
mod execution;
mod linearizable;
mod model;

pub use linearizable::{Judgement, Part, judge};
pub use model::Model;

/// What all clients asked and were told, in no particular order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<Request, Reply> {
    /// Any number of them may have run at one time, also of one client: only the times count.
    pub operations: Vec<Operation<Request, Reply>>,
}

/// One request and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<Request, Reply> {
    /// Who asked.
    pub client: u32,
    /// What was asked.
    pub request: Request,
    /// What came back. Where nothing did, the request may have taken effect at any time since
    /// `start`, or never.
    pub reply: Option<Reply>,
    /// When the request was sent, since the beginning of the history.
    pub start: Duration,
    /// When the reply had come, or when its client no longer waited for one, since the beginning
    /// of the history.
    pub end: Duration,
}
