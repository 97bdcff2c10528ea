//! What stands on the class's page, which is the instructor's.

use std::cmp::Reverse;

use serde::Serialize;

use super::super::svg::{Chart, chart};
use super::super::tally::{CheckTally, LabTally, Tally};
use super::super::{known, moment, title};
use crate::class::reading::{Class, Member};
use crate::class::record::{Record, State, Unread};
use crate::class::shown;
use crate::talk::escape::escape;

/// How many of the slowest submissions are named.
const SLOWEST: usize = 5;

#[derive(Debug, Serialize)]
pub struct Page {
    students: usize,
    at: String,
    notices: Vec<String>,
    unread: Vec<Unread>,
    /// Submissions that a person has to look at.
    odd: Vec<Odd>,
    slow: Vec<Slow>,
    labs: Vec<Lab>,
    rows: Vec<Row>,
    max_score: u32,
}

/// A submission that needs a look.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Odd {
    state: State,
    name: String,
    lab: String,
    link: String,
    reason: String,
}

/// A submission that took long.
#[derive(Clone, Debug, Serialize)]
struct Slow {
    name: String,
    lab: String,
    link: String,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct Lab {
    title: String,
    about: &'static str,
    max_score: u32,
    judged: usize,
    refused: usize,
    absent: usize,
    unreadable: usize,
    broken: usize,
    median: Option<String>,
    mean: Option<String>,
    chart: Chart,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: String,
    hidden: bool,
    max_points: u32,
    /// In percent; absent where nobody was judged by it.
    share: Option<usize>,
    passed: usize,
    counted: usize,
    broken: usize,
    mean: f64,
    most: f64,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    id: String,
    link: String,
    /// For the filters: words that are true of any of the labs.
    flags: String,
    /// What is searched in.
    text: String,
    cells: Vec<Cell>,
    total: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Cell {
    /// `judged`, …, or empty where there is no record.
    state: &'static str,
    score: Option<u32>,
    late: bool,
    is_full: bool,
}

/// What a thread sees of the records while it writes the students' pages.
#[derive(Debug, Default)]
pub struct Seen {
    tally: Tally,
    odd: Vec<Odd>,
    slow: Vec<Slow>,
}

impl Seen {
    pub fn see(&mut self, member: &Member, record: &Record) {
        self.tally.count(record);
        let name = || shown::name(&member.student.name);
        let link = || super::link(&member.student.id);
        if matches!(record.state, State::Unreadable | State::Broken) {
            self.odd.push(Odd {
                state: record.state,
                name: name(),
                lab: title(&record.lab),
                link: link(),
                reason: escape(record.reason.as_deref().unwrap_or_default()),
            });
        }
        let is_slow = |slow: &Slow| slow.seconds <= record.seconds;
        if self.slow.len() == SLOWEST && !self.slow.iter().any(is_slow) {
            return;
        }
        self.slow.push(Slow {
            name: name(),
            lab: title(&record.lab),
            link: link(),
            seconds: record.seconds,
        });
        self.keep_slowest();
    }

    pub fn add(&mut self, mut other: Seen) {
        self.tally.add(other.tally);
        self.odd.append(&mut other.odd);
        self.slow.append(&mut other.slow);
        self.keep_slowest();
    }

    /// Of equals those with the first links, so that it does not matter who was seen first.
    fn keep_slowest(&mut self) {
        self.slow.sort_by(|a, b| {
            let other = || (&a.link, &a.lab).cmp(&(&b.link, &b.lab));
            b.seconds.total_cmp(&a.seconds).then_with(other)
        });
        self.slow.truncate(SLOWEST);
    }
}

pub fn page(class: &Class, seen: Seen) -> Page {
    let Seen {
        tally,
        mut odd,
        slow,
    } = seen;
    odd.sort_by(|a, b| {
        (Reverse(a.state), &a.name, &a.lab).cmp(&(Reverse(b.state), &b.name, &b.lab))
    });
    let mut notices: Vec<String> = class
        .notices
        .iter()
        .map(|notice| shown::cell(notice))
        .collect();
    for (lack, count) in &tally.unprotected {
        notices.push(format!("{}: true of {count} judged", shown::cell(lack)));
    }
    let at = tally.latest;
    let labs = tally.labs(class);
    Page {
        students: class.members.len(),
        at: moment::written(at),
        notices,
        unread: class
            .unread
            .iter()
            .map(|unread| Unread {
                found: shown::name(&unread.found),
                reason: shown::cell(&unread.reason),
            })
            .collect(),
        odd,
        slow,
        max_score: labs.iter().map(|lab| lab.max_score).sum(),
        labs: labs.into_iter().map(lab).collect(),
        rows: class
            .members
            .iter()
            .map(|member| row(class, member))
            .collect(),
    }
}

fn lab(tally: LabTally) -> Lab {
    let mut checks: Vec<Check> = tally.checks.iter().map(check).collect();
    // What the grader could not do, then what it took long for: both cost the next run.
    checks.sort_by(|a, b| b.broken.cmp(&a.broken).then(b.most.total_cmp(&a.most)));
    let number =
        |value: Option<f64>| value.map(|value| ((value * 10.0).round() / 10.0).to_string());
    Lab {
        title: title(&tally.lab),
        about: known(&tally.lab).map_or("", |lab| lab.title),
        max_score: tally.max_score,
        judged: tally.states.judged,
        refused: tally.states.refused,
        absent: tally.states.absent,
        unreadable: tally.states.unreadable,
        broken: tally.states.broken,
        median: number(tally.median),
        mean: number(tally.mean),
        chart: chart(&tally.distribution),
        checks,
    }
}

fn check(tally: &CheckTally) -> Check {
    let seconds = |micros: u64| (micros as f64 / 1e4).round() / 100.0;
    Check {
        name: shown::name(&tally.name),
        hidden: tally.hidden,
        max_points: tally.max_points,
        share: tally.share().map(|share| (share * 100.0).round() as usize),
        passed: tally.passed,
        counted: tally.counted(),
        broken: tally.broken,
        mean: seconds(tally.micros / tally.all().max(1) as u64),
        most: seconds(tally.most_micros),
    }
}

fn row(class: &Class, member: &Member) -> Row {
    let mut flags = Vec::new();
    let mut cells = Vec::new();
    for lab in &class.labs {
        let Some(work) = member.work(lab) else {
            flags.push("absent");
            cells.push(Cell {
                state: "",
                score: None,
                late: false,
                is_full: false,
            });
            continue;
        };
        let state = match work.state {
            State::Judged => "judged",
            State::Refused => "refused",
            State::Absent => "absent",
            State::Unreadable => "unreadable",
            State::Broken => "broken",
        };
        flags.push(state);
        if work.late {
            flags.push("late");
        }
        cells.push(Cell {
            state,
            score: work.score,
            late: work.late,
            is_full: work.score == Some(work.max_score),
        });
    }
    flags.sort_unstable();
    flags.dedup();
    let (name, id) = (
        shown::name(&member.student.name),
        shown::name(&member.student.id),
    );
    Row {
        text: format!("{name} {id}").to_lowercase(),
        name,
        id,
        link: super::link(&member.student.id),
        flags: flags.join(" "),
        cells,
        total: member.total().score,
    }
}
