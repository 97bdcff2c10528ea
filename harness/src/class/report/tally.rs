//! What a class's records come to: of each lab the scores, of each check the verdicts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::class::reading::Class;
use crate::class::record::{Record, State};

/// What was counted while records were read.
#[derive(Debug, Default)]
pub struct Tally {
    /// By lab and check.
    checks: BTreeMap<String, Vec<CheckTally>>,
    /// What the sandbox lacked, and for how many records.
    pub unprotected: BTreeMap<String, usize>,
    /// When the last record was made, in seconds since 1970.
    pub latest: u64,
}

/// What became of a lab.
#[derive(Debug, Default, Serialize)]
pub struct LabTally {
    /// Its name.
    pub lab: String,
    /// The points that it could earn.
    pub max_score: u32,
    /// How many records are in each state.
    pub states: States,
    /// The mean of the scores that there are; absent where there is none.
    pub mean: Option<f64>,
    /// The median of the scores that there are; absent where there is none.
    pub median: Option<f64>,
    /// How many scores are in each tenth of the scale, the last one with the full score.
    pub distribution: [usize; 10],
    /// What became of each check.
    pub checks: Vec<CheckTally>,
}

/// How many records are in each state.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct States {
    pub judged: usize,
    pub refused: usize,
    pub absent: usize,
    pub unreadable: usize,
    pub broken: usize,
}

/// What became of a check.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckTally {
    pub name: String,
    pub max_points: u32,
    pub hidden: bool,
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    pub unexplored: usize,
    pub broken: usize,
    /// How long it took all together, in microseconds: whole numbers, so that the order in which
    /// threads add them up changes nothing.
    pub micros: u64,
    /// The longest that it took.
    pub most_micros: u64,
}

impl CheckTally {
    /// How many verdicts there are, skipped and unexplored ones included.
    pub fn all(&self) -> usize {
        self.passed + self.failed + self.skipped + self.unexplored + self.broken
    }

    /// How many verdicts say something of the program; a check that was skipped did not pass.
    pub fn counted(&self) -> usize {
        self.passed + self.failed + self.skipped
    }

    /// The share that passed, from 0 to 1, of those that could be judged.
    pub fn share(&self) -> Option<f64> {
        (self.counted() > 0).then(|| self.passed as f64 / self.counted() as f64)
    }

    fn add(&mut self, other: &CheckTally) {
        self.max_points = self.max_points.max(other.max_points);
        self.hidden |= other.hidden;
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.unexplored += other.unexplored;
        self.broken += other.broken;
        self.micros += other.micros;
        self.most_micros = self.most_micros.max(other.most_micros);
    }
}

impl Tally {
    /// Counts a record in.
    pub fn count(&mut self, record: &Record) {
        self.latest = self.latest.max(record.at);
        for lack in &record.unprotected {
            *self.unprotected.entry(lack.clone()).or_default() += 1;
        }
        let checks = match self.checks.get_mut(&record.lab) {
            Some(checks) => checks,
            None => self.checks.entry(record.lab.clone()).or_default(),
        };
        for (place, verdict) in record.checks.iter().enumerate() {
            let entry = &verdict.entry;
            let micros = (entry.seconds.max(0.0) * 1e6) as u64;
            let is = |word| usize::from(entry.verdict == word);
            let one = CheckTally {
                name: String::new(),
                max_points: entry.max_points,
                hidden: verdict.hidden,
                passed: is("passed"),
                failed: is("failed"),
                skipped: is("skipped"),
                unexplored: is("unexplored"),
                broken: is("broken"),
                micros,
                most_micros: micros,
            };
            of(checks, &entry.name, place).add(&one);
        }
    }

    /// Adds what another thread has counted.
    pub fn add(&mut self, other: Tally) {
        self.latest = self.latest.max(other.latest);
        for (lack, count) in other.unprotected {
            *self.unprotected.entry(lack).or_default() += count;
        }
        for (lab, checks) in other.checks {
            let own = self.checks.entry(lab).or_default();
            for (place, check) in checks.iter().enumerate() {
                of(own, &check.name, place).add(check);
            }
        }
    }

    /// What became of each lab.
    pub fn labs(mut self, class: &Class) -> Vec<LabTally> {
        let mut labs = Vec::new();
        for lab in &class.labs {
            let mut tally = LabTally {
                lab: lab.clone(),
                checks: self.checks.remove(lab).unwrap_or_default(),
                ..LabTally::default()
            };
            let course = super::known(lab);
            let place = |check: &CheckTally| {
                let checks = course.iter().flat_map(|lab| &lab.checks);
                (
                    check.hidden,
                    checks
                        .enumerate()
                        .find(|(_, known)| known.name == check.name)
                        .map_or(usize::MAX, |(place, _)| place),
                    check.name.clone(),
                )
            };
            tally.checks.sort_by_cached_key(place);
            let mut scores = Vec::new();
            for work in class.members.iter().filter_map(|member| member.work(lab)) {
                tally.max_score = tally.max_score.max(work.max_score);
                *match work.state {
                    State::Judged => &mut tally.states.judged,
                    State::Refused => &mut tally.states.refused,
                    State::Absent => &mut tally.states.absent,
                    State::Unreadable => &mut tally.states.unreadable,
                    State::Broken => &mut tally.states.broken,
                } += 1;
                // Who has handed nothing in has no part in how the others fared.
                if let (Some(score), State::Judged | State::Refused) = (work.score, work.state) {
                    let tenth = u64::from(score) * 10 / u64::from(work.max_score.max(1));
                    tally.distribution[tenth.min(9) as usize] += 1;
                    scores.push(score);
                }
            }
            scores.sort_unstable();
            tally.median = median(&scores);
            tally.mean = mean(&scores);
            labs.push(tally);
        }
        labs
    }
}

/// The tally of a check, which most likely stands where it stood before.
fn of<'a>(checks: &'a mut Vec<CheckTally>, name: &str, likely: usize) -> &'a mut CheckTally {
    let is_it = |check: &CheckTally| check.name == name;
    let place = match checks.get(likely).is_some_and(is_it) {
        true => likely,
        false => checks.iter().position(is_it).unwrap_or(checks.len()),
    };
    if place == checks.len() {
        checks.push(CheckTally {
            name: name.to_owned(),
            ..CheckTally::default()
        });
    }
    &mut checks[place]
}

fn median(sorted: &[u32]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = f64::from(*sorted.get(middle)?);
    match sorted.len() % 2 {
        0 => Some((f64::from(sorted[middle - 1]) + upper) / 2.0),
        _ => Some(upper),
    }
}

fn mean(scores: &[u32]) -> Option<f64> {
    let sum: u64 = scores.iter().map(|score| u64::from(*score)).sum();
    (!scores.is_empty()).then(|| (sum as f64 / scores.len() as f64 * 100.0).round() / 100.0)
}
