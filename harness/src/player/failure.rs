//! A talk that was played, and the step that did not come true.

use super::expecting::Gap;
use crate::observe::Observation;
use crate::program::Ended;
use crate::talk::Party;
use crate::transcript::Transcript;

/// A talk that was played.
#[derive(Debug)]
pub struct Play {
    /// What happened.
    pub transcript: Transcript,
    /// Where and why it stopped, if it did.
    pub failure: Option<Box<Failure>>,
}

/// The step that did not come true.
#[derive(Debug)]
pub struct Failure {
    /// Its place in the talk, from 0.
    pub step: usize,
    /// Whose step it was.
    pub party: Party,
    /// Why it did not.
    pub reason: Reason,
    /// What was wanted and what came instead, where bytes were wanted.
    pub gap: Option<Gap>,
    /// What the program had said on standard error by then: it may say more once we hang up.
    pub said: String,
    /// Where the program stood, where that says something.
    pub observation: Option<Observation>,
}

/// Why a step did not come true.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Other bytes came.
    Differs,
    /// Bytes came where none were due.
    Unexpected,
    /// The program closed the connection, or its standard output, too early.
    TheyEnded,
    /// The program reset the connection.
    TheyReset,
    /// The program ended.
    Ended(Ended),
    /// It ended as it should not, where its end was due.
    WrongEnd(Ended),
    /// What it said on standard error does not match.
    SaysNot,
    /// No thread of it will ever go on.
    Stuck,
    /// It still ran, or waited for a timer, when the hard limit had passed.
    Late,
    /// The connection could not be made.
    Refused(String),
    /// The harness could not do its part.
    Harness(String),
}

/// How much of a failure is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// All that can be found out.
    #[default]
    Whole,
    /// That it failed: for the many plays on the way to the smallest failure.
    Bare,
}
