//! Verdicts: what was found of each check.

use crate::finding::Finding;

/// What was found of one check.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The program keeps the promise.
    Passed,
    /// It does not, and why.
    Failed(Box<Finding>),
    /// A check that it needs did not pass, so that nothing can be said.
    Skipped {
        /// The check to mend first.
        needs: &'static str,
    },
    /// A thing that cannot be put to the test with this program, and why. It costs no points: they
    /// are not counted at all.
    Unexplored(String),
    /// The harness could not judge. That is never the program's fault.
    Broken(String),
}

impl Verdict {
    /// The word for it in reports.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed(_) => "failed",
            Verdict::Skipped { .. } => "skipped",
            Verdict::Unexplored(_) => "unexplored",
            Verdict::Broken(_) => "broken",
        }
    }

    /// Whether the promise was kept.
    pub fn is_passed(&self) -> bool {
        matches!(self, Verdict::Passed)
    }
}
