//! A class as a table of values separated by commas (RFC 4180), for a spreadsheet.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it. A
//! student's name may begin so; an apostrophe in front makes a text of it.

use std::io::Write;

use anyhow::Result;
use csv::Writer;

use crate::class::reading::Class;
use crate::class::record::State;
use crate::class::shown::cell;

/// What a row of the table is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A student, with columns for each lab.
    Student,
    /// A student's verdict of one check.
    Check,
}

/// Writes the table, with a row of titles.
///
/// # Errors
/// The gradebook cannot be read, or the table not written.
pub fn print(class: &Class, per: Per, out: &mut dyn Write) -> Result<()> {
    let mut table = Writer::from_writer(out);
    match per {
        Per::Student => students(class, &mut table)?,
        Per::Check => checks(class, &mut table)?,
    }
    table.flush()?;
    Ok(())
}

fn students(class: &Class, table: &mut Writer<&mut dyn Write>) -> Result<()> {
    let mut titles = vec!["id".to_owned(), "name".to_owned()];
    for lab in &class.labs {
        let lab = safe(lab);
        titles.extend(["score", "max", "state", "late"].map(|what| format!("{lab} {what}")));
    }
    titles.extend(["total".to_owned(), "max".to_owned()]);
    table.write_record(&titles)?;
    for member in &class.members {
        let mut row = vec![safe(&member.student.id), safe(&member.student.name)];
        for lab in &class.labs {
            match member.work(lab) {
                Some(work) => row.extend([
                    number(work.score),
                    work.max_score.to_string(),
                    word(work.state).to_owned(),
                    yes(work.late).to_owned(),
                ]),
                None => row.extend([const { String::new() }; 4]),
            }
        }
        let total = member.total();
        row.extend([number(total.score), total.of.to_string()]);
        table.write_record(&row)?;
    }
    Ok(())
}

fn checks(class: &Class, table: &mut Writer<&mut dyn Write>) -> Result<()> {
    table.write_record([
        "id", "name", "lab", "step", "check", "hidden", "verdict", "points", "max", "seconds",
    ])?;
    for member in &class.members {
        for record in class.records(member)? {
            for verdict in &record.checks {
                let entry = &verdict.entry;
                table.write_record([
                    safe(&member.student.id),
                    safe(&member.student.name),
                    safe(&record.lab),
                    safe(&entry.step),
                    safe(&entry.name),
                    yes(verdict.hidden).to_owned(),
                    safe(&entry.verdict),
                    entry.points.to_string(),
                    entry.max_points.to_string(),
                    entry.seconds.to_string(),
                ])?;
            }
        }
    }
    Ok(())
}

fn number(score: Option<u32>) -> String {
    score.map_or_else(String::new, |score| score.to_string())
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn word(state: State) -> &'static str {
    match state {
        State::Judged => "judged",
        State::Refused => "refused",
        State::Absent => "absent",
        State::Unreadable => "unreadable",
        State::Broken => "broken",
    }
}

/// A cell that no spreadsheet runs (OWASP, CSV injection). What is a plain number stays one.
fn safe(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    match is_formula && !is_number {
        true => format!("'{}", cell(text)),
        false => cell(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_numbers_stay() {
        assert_eq!(safe("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(safe("+1+cmd|' /C calc'!A0"), "'+1+cmd|' /C calc'!A0");
        assert_eq!(safe("@SUM(1)"), "'@SUM(1)");
        assert_eq!(safe("\t=1"), r"'\u{9}=1");
        assert_eq!(safe("\r=1"), r"'\u{d}=1");
        assert_eq!(safe("－1＋1"), "'－1＋1");
        assert_eq!(safe("-12.5"), "-12.5");
        assert_eq!(safe("-inf"), "'-inf");
        assert_eq!(safe("4711"), "4711");
        assert_eq!(safe("O'Hara, Ann"), "O'Hara, Ann");
    }
}
