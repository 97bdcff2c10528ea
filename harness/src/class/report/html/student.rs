//! What stands on a student's page. It is handed out: nothing of hidden checks but name, verdict
//! and points, and no word of anybody else.

use serde::Serialize;

use super::super::svg::{Sequence, sequence};
use super::super::{known, moment, title, words};
use crate::class::reading::Member;
use crate::class::record::{Record, State, Verdict};
use crate::class::shown;
use crate::report::json::{Told, ToldFinding};
use crate::report::terminal::part;
use crate::talk::escape::escape;

#[derive(Debug, Serialize)]
pub struct Page {
    name: String,
    id: String,
    score: Option<u32>,
    max_score: u32,
    labs: Vec<Lab>,
}

#[derive(Debug, Serialize)]
struct Lab {
    /// What its headings are called in links.
    anchor: String,
    title: String,
    about: &'static str,
    score: Option<u32>,
    max_score: u32,
    state: State,
    sentence: Option<String>,
    compiler: Option<String>,
    late: bool,
    at: String,
    notes: Vec<String>,
    checks: Vec<Check>,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: String,
    /// Absent where it is the one of the check before.
    step: Option<String>,
    verdict: String,
    points: u32,
    max_points: u32,
    hidden: bool,
    /// What is told in a few words: what it waits for, why it is not counted.
    remark: String,
    /// Where on the page its finding stands.
    link: Option<String>,
}

#[derive(Debug, Serialize)]
struct Finding {
    anchor: String,
    name: String,
    points: u32,
    promise: &'static str,
    headline: String,
    expected: Option<Compared>,
    got: Option<Compared>,
    difference: String,
    sequence: Option<Sequence>,
    conversation: String,
    story: String,
    stands: Vec<String>,
    said: String,
    remarks: Vec<String>,
    why: String,
    again: String,
}

/// A text that is compared with another: what is the same up to where they part, and the rest.
#[derive(Debug, Serialize)]
struct Compared {
    same: String,
    rest: String,
}

pub fn page(member: &Member, records: &[Record]) -> Page {
    let total = member.total();
    let labs = records.iter().enumerate();
    Page {
        name: shown::name(&member.student.name),
        id: shown::name(&member.student.id),
        score: total.score,
        max_score: total.of,
        labs: labs.map(|(place, record)| lab(place, record)).collect(),
    }
}

fn lab(place: usize, record: &Record) -> Lab {
    let anchor = format!("lab-{}", place + 1);
    let about = known(&record.lab).map_or("", |lab| lab.title);
    let mut findings = Vec::new();
    let mut checks: Vec<Check> = Vec::new();
    let mut step = "";
    for verdict in &record.checks {
        let told = finding(&anchor, findings.len(), record, verdict);
        let is_new = verdict.entry.step != step && !verdict.hidden;
        if is_new {
            step = &verdict.entry.step;
        }
        checks.push(Check {
            name: shown::name(&verdict.entry.name),
            step: is_new.then(|| shown::name(step)),
            verdict: shown::name(&verdict.entry.verdict),
            points: verdict.entry.points,
            max_points: verdict.entry.max_points,
            hidden: verdict.hidden,
            remark: remark(verdict),
            link: told.as_ref().map(|told| told.anchor.clone()),
        });
        findings.extend(told);
    }
    Lab {
        anchor,
        title: title(&record.lab),
        about,
        score: record.score,
        max_score: record.max_score,
        state: record.state,
        sentence: words::state(record),
        compiler: words::compiler(record),
        late: record.late,
        at: moment::written(record.at),
        notes: record.notes.iter().map(|note| shown::cell(note)).collect(),
        checks,
        findings,
    }
}

fn remark(verdict: &Verdict) -> String {
    if verdict.hidden {
        return String::new();
    }
    let notes = verdict.entry.notes.iter().map(|note| escape(note));
    let told = match &verdict.entry.finding {
        Some(Told::Needs { needs }) => Some(format!("waits for {}", escape(needs))),
        Some(Told::Unexplored { unexplored }) => Some(format!(
            "not explored, and not counted: {}",
            escape(unexplored)
        )),
        Some(Told::Broken { broken }) => Some(format!(
            "could not be judged, through no fault of yours: {}",
            escape(broken)
        )),
        Some(Told::Finding(_)) | None => None,
    };
    told.into_iter().chain(notes).collect::<Vec<_>>().join("; ")
}

fn finding(lab: &str, place: usize, record: &Record, verdict: &Verdict) -> Option<Finding> {
    let entry = &verdict.entry;
    let told = match &entry.finding {
        Some(Told::Finding(told)) if !verdict.hidden => told,
        _ => return None,
    };
    let check = known(&record.lab).and_then(|lab| lab.check(&entry.name));
    let (expected, got) = compared(told);
    Some(Finding {
        anchor: format!("{lab}-finding-{}", place + 1),
        name: shown::name(&entry.name),
        points: entry.max_points,
        promise: check.map_or("", |check| check.promise),
        headline: escape(&told.headline),
        expected,
        got,
        difference: text(&told.difference),
        sequence: told.diagram.as_ref().and_then(sequence),
        conversation: text(&told.conversation),
        story: text(&told.story),
        stands: plain(&told.stands),
        said: text(&told.said),
        remarks: plain(&told.remarks),
        why: escape(&told.why),
        again: words::again(record, verdict),
    })
}

fn compared(told: &ToldFinding) -> (Option<Compared>, Option<Compared>) {
    let (Some(expected), Some(got)) = (&told.expected, &told.got) else {
        return (None, None);
    };
    let (expected, got) = (escape(expected), escape(got));
    let same = part(&expected, &got);
    let cut = |text: String| {
        let (same, rest) = text.split_at(same);
        Some(Compared {
            same: same.to_owned(),
            rest: rest.to_owned(),
        })
    };
    (cut(expected), cut(got))
}

/// Lines as one text.
fn text(lines: &[String]) -> String {
    lines.iter().map(|line| escape(line) + "\n").collect()
}

fn plain(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| escape(line)).collect()
}
