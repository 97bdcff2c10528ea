//! What people and programs read: verdicts as a terminal report and as JSON, and measurements.

pub mod drawing;
pub mod json;
pub mod measured;
pub mod terminal;

use crate::check::Check;
use crate::session::{Judged, Session};
use crate::verdict::Verdict;

/// The verdicts of one subject, in the lab's order.
pub struct Report<'a> {
    /// Where they come from.
    pub session: &'a Session,
    /// The checks that were judged.
    pub judged: Vec<(&'a Check, &'a Judged)>,
}

/// Points earned, and points that could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Earned.
    pub points: u32,
    /// To be earned by the checks that were judged.
    pub of: u32,
}

/// What all verdicts of a report come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All passed.
    Passed,
    /// Some did not.
    Failed,
    /// Some could not be judged, through no fault of the program.
    Broken,
}

impl<'a> Report<'a> {
    /// Collects the verdicts of these checks; those that are not judged yet are now.
    pub fn collect(session: &'a Session, names: &[&str]) -> Report<'a> {
        let judged = session
            .checks()
            .filter(|check| names.contains(&check.name))
            .filter_map(|check| Some((check, session.judge(check.name)?)))
            .collect();
        Report { session, judged }
    }

    /// The score of some of the checks.
    pub fn score(&self, of: impl Fn(&Check) -> bool) -> Score {
        let mut score = Score::default();
        for (check, judged) in &self.judged {
            if of(check) && !matches!(judged.verdict, Verdict::Unexplored(_)) {
                score.of += check.points;
                if judged.verdict.is_passed() {
                    score.points += check.points;
                }
            }
        }
        score
    }

    /// What it all comes to.
    pub fn outcome(&self) -> Outcome {
        let verdicts = || self.judged.iter().map(|(_, judged)| &judged.verdict);
        if verdicts().any(|verdict| matches!(verdict, Verdict::Broken(_))) {
            Outcome::Broken
        } else if verdicts()
            .all(|verdict| verdict.is_passed() || matches!(verdict, Verdict::Unexplored(_)))
        {
            Outcome::Passed
        } else {
            Outcome::Failed
        }
    }

    /// The checks that did not pass, with their findings.
    pub fn failures(&self) -> impl Iterator<Item = (&'a Check, &'a crate::finding::Finding)> {
        self.judged
            .iter()
            .filter_map(|(check, judged)| match &judged.verdict {
                Verdict::Failed(finding) => Some((*check, finding.as_ref())),
                _ => None,
            })
    }
}
