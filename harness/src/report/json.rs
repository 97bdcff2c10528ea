//! A report for programs: `roundtrip/report/v1`.

use serde::Serialize;

use super::{Outcome, Report, drawing};
use crate::finding::Finding;
use crate::program::Role;
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
    /// Absent where the harness could not judge: a fault of its own is no score.
    score: Option<u32>,
    max_score: u32,
    checks: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    step: &'a str,
    role: Role,
    verdict: &'static str,
    points: u32,
    max_points: u32,
    seconds: f64,
    /// What a reader should know, also of a check that is passed; absent where that is nothing.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    finding: Option<Told<'a>>,
}

/// A finding, or why there is no verdict.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    Finding {
        headline: &'a str,
        expected: &'a Option<String>,
        got: &'a Option<String>,
        difference: &'a [String],
        conversation: Vec<String>,
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        story: &'a [String],
        stands: &'a [String],
        said: &'a [String],
        remarks: &'a [String],
        why: &'a str,
        next: &'a str,
        talk: Option<String>,
    },
    Needs {
        needs: &'a str,
    },
    Unexplored {
        unexplored: &'a str,
    },
    Broken {
        broken: &'a str,
    },
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
        score: (report.outcome() != Outcome::Broken).then_some(score.points),
        max_score: score.of,
        checks: report
            .judged
            .iter()
            .map(|(check, judged)| Entry {
                name: check.name,
                step: check.step,
                role: check.role,
                verdict: judged.verdict.word(),
                points: if judged.verdict.is_passed() {
                    check.points
                } else {
                    0
                },
                max_points: check.points,
                seconds: (judged.took.as_secs_f64() * 1e6).round() / 1e6,
                notes: &judged.notes,
                finding: tell(&judged.verdict),
            })
            .collect(),
    };
    Ok(serde_json::to_string(&document)? + "\n")
}

fn tell(verdict: &Verdict) -> Option<Told<'_>> {
    match verdict {
        Verdict::Passed => None,
        Verdict::Skipped { needs } => Some(Told::Needs { needs }),
        Verdict::Unexplored(reason) => Some(Told::Unexplored { unexplored: reason }),
        Verdict::Broken(reason) => Some(Told::Broken { broken: reason }),
        Verdict::Failed(finding) => Some(tell_finding(finding)),
    }
}

fn tell_finding(finding: &Finding) -> Told<'_> {
    let conversation = finding
        .transcript
        .as_ref()
        .map_or_else(Vec::new, |transcript| {
            drawing::draw(transcript, finding.mark.as_ref(), finding.role, WIDTH).lines
        });
    Told::Finding {
        headline: &finding.headline,
        expected: &finding.expected,
        got: &finding.got,
        difference: &finding.difference,
        conversation,
        story: &finding.story,
        stands: &finding.stands,
        said: &finding.said,
        remarks: &finding.remarks,
        why: &finding.why,
        next: &finding.next,
        talk: finding.talk.as_ref().map(ToString::to_string),
    }
}
