//! A report for programs: `roundtrip/report/v1`.

use serde::{Deserialize, Serialize};

use super::{Outcome, Report, drawing};
use crate::check::Check;
use crate::finding::Finding;
use crate::program::Role;
use crate::session::Judged;
use crate::verdict::Verdict;

/// What a report calls its own form; results of another are not read.
pub const SCHEMA: &str = "roundtrip/report/v1";

/// The width of drawings in JSON, in columns.
const WIDTH: usize = 80;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    lab: &'a str,
    seed: u64,
    /// A digest of the sources that were judged; absent where they are not the student's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<&'a str>,
    /// Absent where the harness could not judge: a fault of its own is no score.
    score: Option<u32>,
    max_score: u32,
    checks: Vec<Entry>,
}

/// What a report says of one check.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its step.
    pub step: String,
    /// Which program it judges.
    pub role: Role,
    /// `passed`, `failed`, `skipped`, `unexplored` or `broken`.
    pub verdict: String,
    /// The points that it earned.
    pub points: u32,
    /// The points that it can earn.
    pub max_points: u32,
    /// How long it took.
    pub seconds: f64,
    /// What a reader should know, also of a check that is passed; absent where that is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why it did not pass, if it did not.
    pub finding: Option<Told>,
}

/// A finding, or why there is no verdict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// Why the check failed.
    Finding(Box<ToldFinding>),
    /// It was skipped.
    Needs {
        /// The check to mend first.
        needs: String,
    },
    /// There was nothing to explore.
    Unexplored {
        /// Why.
        unexplored: String,
    },
    /// The harness could not judge.
    Broken {
        /// Why.
        broken: String,
    },
}

/// A [`Finding`] in words and drawings, as the terminal shows it. All of it may quote what a
/// program said; what a terminal could obey is escaped.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ToldFinding {
    /// What went wrong, in one sentence.
    pub headline: String,
    /// What was wanted.
    pub expected: Option<String>,
    /// What there was instead.
    pub got: Option<String>,
    /// The bytes around the first difference.
    pub difference: Vec<String>,
    /// What happened, drawn in lines of text.
    pub conversation: Vec<String>,
    /// What happened, as rows for another's drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagram: Option<drawing::Diagram>,
    /// A schedule of the program's threads, drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub story: Vec<String>,
    /// Where the program's threads and sockets stood.
    pub stands: Vec<String>,
    /// The last that the program said on standard error.
    pub said: Vec<String>,
    /// What else a reader should know.
    pub remarks: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// The command to type next.
    pub next: String,
    /// The talk that failed, as text.
    pub talk: Option<String>,
}

/// One line of JSON and its newline.
///
/// # Errors
/// None that a report can cause.
pub fn print(report: &Report<'_>) -> serde_json::Result<String> {
    let score = report.score(|_| true);
    let document = Document {
        schema: SCHEMA,
        lab: report.session.lab().name,
        seed: report.session.seed(),
        sources: report.session.subject().digest.as_deref(),
        score: (report.outcome() != Outcome::Broken).then_some(score.points),
        max_score: score.of,
        checks: entries(report),
    };
    Ok(serde_json::to_string(&document)? + "\n")
}

/// What a report says of each check.
pub fn entries(report: &Report<'_>) -> Vec<Entry> {
    let judged = report.judged.iter();
    judged.map(|(check, judged)| entry(check, judged)).collect()
}

fn entry(check: &Check, judged: &Judged) -> Entry {
    Entry {
        name: check.name.to_owned(),
        step: check.step.to_owned(),
        role: check.role,
        verdict: judged.verdict.word().to_owned(),
        points: if judged.verdict.is_passed() {
            check.points
        } else {
            0
        },
        max_points: check.points,
        seconds: (judged.took.as_secs_f64() * 1e6).round() / 1e6,
        notes: judged.notes.clone(),
        finding: tell(&judged.verdict),
    }
}

fn tell(verdict: &Verdict) -> Option<Told> {
    match verdict {
        Verdict::Passed => None,
        Verdict::Skipped { needs } => Some(Told::Needs {
            needs: (*needs).to_owned(),
        }),
        Verdict::Unexplored(reason) => Some(Told::Unexplored {
            unexplored: reason.clone(),
        }),
        Verdict::Broken(reason) => Some(Told::Broken {
            broken: reason.clone(),
        }),
        Verdict::Failed(finding) => Some(Told::Finding(Box::new(tell_finding(finding)))),
    }
}

/// A finding in words and drawings.
pub fn tell_finding(finding: &Finding) -> ToldFinding {
    let conversation = finding
        .transcript
        .as_ref()
        .map_or_else(Vec::new, |transcript| {
            drawing::draw(transcript, finding.mark.as_ref(), finding.role, WIDTH).lines
        });
    ToldFinding {
        headline: finding.headline.clone(),
        expected: finding.expected.clone(),
        got: finding.got.clone(),
        difference: finding.difference.clone(),
        conversation,
        diagram: finding
            .transcript
            .as_ref()
            .map(|transcript| drawing::diagram(transcript, finding.mark.as_ref(), finding.role)),
        story: finding.story(WIDTH),
        stands: finding.stands.clone(),
        said: finding.said.clone(),
        remarks: finding.remarks.clone(),
        why: finding.why.clone(),
        next: finding.next.clone(),
        talk: finding.talk.as_ref().map(ToString::to_string),
    }
}
