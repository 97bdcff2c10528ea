//! Scores filled into a table that a learning platform has given out (a gradebook of Canvas, a
//! worksheet of Moodle), which then takes it back.
//!
//! Every byte but those of the filled cells stays as it was: what the platform wrote, and what
//! somebody else has typed into it.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::super::reading::{Class, Outline};
use super::super::record::State;
use super::super::shown::cell;

mod columns;
mod sheet;

pub use sheet::Sheet;

/// What to fill in.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only this lab.
    pub lab: Option<String>,
    /// Into the column with this title.
    pub column: Option<String>,
    /// The points that stand for the full score; as they are where there is none.
    pub out_of: Option<f64>,
}

/// A table that was filled.
#[derive(Debug, Default)]
pub struct Filled {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// The labs, the titles of their columns, and how many cells were filled.
    pub columns: Vec<(String, String, usize)>,
    /// The rows whose student has no submission here, as the table names them.
    pub strangers: Vec<String>,
    /// The students who are in no row, by id and name.
    pub missing: Vec<String>,
    /// The cells that were left as they were although somebody might expect a score there, and
    /// why, as sentences.
    pub left: Vec<String>,
}

/// Fills the scores of a class into a table.
///
/// # Errors
/// It is no table; the column of the students or that of a lab cannot be told.
pub fn fill(class: &Class, file: Vec<u8>, wanted: &Wanted) -> Result<Filled> {
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") || file.contains(&0) {
        bail!(
            "the file is no text in UTF-8: a table of values separated by commas or semicolons was \
             wanted. Save it as CSV (UTF-8)"
        );
    }
    let sheet = Sheet::of(file);
    let rows = columns::rows_of_students(class, &sheet)?;
    let targets = columns::targets(class, &sheet, wanted)?;
    let decimal = decimal(&sheet);
    let mut filled = Filled::default();
    let mut cells = Vec::new();
    for (lab, column) in &targets {
        let before = cells.len();
        for (member, row) in &rows.matched {
            let member = &class.members[*member];
            let (Some(work), name) = (member.work(lab), cell(&member.student.name)) else {
                continue;
            };
            let Some(score) = score(work) else {
                filled
                    .left
                    .extend(why_left(work).map(|why| format!("{name}, {lab}: {why}")));
                continue;
            };
            if *column >= sheet.columns(*row) {
                filled.left.push(format!(
                    "{name}, {lab}: row {} of the table ends before that column",
                    row + 1
                ));
                continue;
            }
            let points = match wanted.out_of {
                Some(out_of) => f64::from(score) / f64::from(work.max_score.max(1)) * out_of,
                None => f64::from(score),
            };
            cells.push((*row, *column, written(points, decimal)));
        }
        filled.columns.push((
            lab.clone(),
            cell(&sheet.text(0, *column)),
            cells.len() - before,
        ));
    }
    filled.bytes = sheet.with(&cells);
    filled.strangers = rows.strangers;
    filled.left.extend(rows.doubtful);
    filled.missing = rows
        .missing
        .into_iter()
        .map(|member| &class.members[member].student)
        .map(|student| format!("{} {}", cell(&student.id), cell(&student.name)))
        .collect();
    Ok(filled)
}

/// The score to fill in: there is a submission, and it was judged.
fn score(work: &Outline) -> Option<u32> {
    match work.state {
        State::Judged | State::Refused => work.score,
        State::Absent | State::Unreadable | State::Broken => None,
    }
}

fn why_left(work: &Outline) -> Option<&'static str> {
    match work.state {
        State::Unreadable => Some("the submission could not be read, a person has to look at it"),
        State::Broken => Some("it was not judged, through no fault of the student's. Grade again"),
        // Nothing was handed in: nobody expects a score.
        State::Judged | State::Refused | State::Absent => None,
    }
}

/// The sign before the fraction, as the table's other cells have it.
fn decimal(sheet: &Sheet) -> char {
    let mut found = BTreeMap::new();
    for row in 1..sheet.rows() {
        for column in 0..sheet.columns(row) {
            let text = sheet.text(row, column);
            for sign in [',', '.'] {
                let parts = text.trim().split_once(sign);
                let is_digits =
                    |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                if parts.is_some_and(|(whole, part)| is_digits(whole) && is_digits(part)) {
                    *found.entry(sign).or_insert(0) += 1;
                }
            }
        }
    }
    match found.get(&',') > found.get(&'.') {
        true => ',',
        false => '.',
    }
}

/// A number with two digits after the point at most.
fn written(points: f64, decimal: char) -> String {
    let text = format!("{:.2}", points);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('.', &decimal.to_string())
}
