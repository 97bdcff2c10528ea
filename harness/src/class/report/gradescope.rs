//! A student's results as Gradescope reads them (`results.json` of an autograder).
//!
//! - Texts are of the format `text`: a submission's output is then shown and never read as
//!   Markdown, HTML or a terminal's colours, any of which it could misuse.
//! - A hidden test would hide the student's total. Hidden checks are therefore visible tests
//!   with a name, a verdict and points, and no word of what was found.
//! - Where a lab was not judged there is no score to tell, and no results are written.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use serde::Serialize;
use serde_json::{Value, json};

use super::{for_each_member, known, words};
use crate::class::reading::{Class, Member};
use crate::class::record::{Record, Verdict};
use crate::class::shown;
use crate::whole::{self, Durability};

/// The longest text of a test, in bytes: more than that is no help to anybody.
const LONGEST: usize = 32 << 10;

#[derive(Serialize)]
struct Results {
    score: u32,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    stdout_visibility: &'static str,
    extra_data: Value,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    /// Absent where the check is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    name: String,
    number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    output: String,
    visibility: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    extra_data: Value,
}

/// What a folder of results holds.
#[derive(Debug, Default)]
pub struct Written {
    /// How many students' results were written.
    pub results: usize,
    /// The ids of those who have none, since a lab was not judged.
    pub unjudged: Vec<String>,
}

/// Writes one student's results.
///
/// # Errors
/// A lab was not judged, the gradebook cannot be read, or the results not written.
pub fn print(class: &Class, member: &Member, out: &mut dyn Write) -> Result<()> {
    let Some(results) = results(class, member)? else {
        let broken = member.works.iter().filter(|work| work.score.is_none());
        let labs: Vec<&str> = broken.map(|work| work.lab.as_str()).collect();
        bail!(
            "no results for {}: a score was wanted, and {} was not judged, through no fault of \
             the student's. Grade again",
            shown::name(&member.student.id),
            labs.join(", ")
        );
    };
    serde_json::to_writer_pretty(&mut *out, &results)?;
    writeln!(out)?;
    Ok(())
}

/// Writes `NAME/results.json` for each student, whose name comes from the id.
///
/// # Errors
/// The gradebook cannot be read, or the results not written.
pub fn write(class: &Class, folder: &Path) -> Result<Written> {
    let threads = for_each_member(class, |written: &mut Written, member| {
        let name = shown::file_name(&member.student.id);
        if member.total().score.is_none() {
            written.unjudged.push(member.student.id.clone());
            return Ok(());
        }
        let path = folder.join(name).join("results.json");
        whole::print(&path, Durability::Lazy, |out| print(class, member, out))?;
        written.results += 1;
        Ok(())
    })?;
    let mut all = Written::default();
    for mut written in threads {
        all.results += written.results;
        all.unjudged.append(&mut written.unjudged);
    }
    all.unjudged.sort();
    Ok(all)
}

fn results(class: &Class, member: &Member) -> Result<Option<Results>> {
    let Some(score) = member.total().score else {
        return Ok(None);
    };
    let records = class.records(member)?;
    let output = records.iter().map(summary).collect();
    let tests = records.iter().enumerate().flat_map(|(place, record)| {
        let lab = known(&record.lab).map_or(place + 1, |lab| lab.number as usize);
        tests(record, lab)
    });
    Ok(Some(Results {
        score,
        output,
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        visibility: "visible",
        stdout_visibility: "hidden",
        extra_data: json!({ "schema": "roundtrip/gradescope/v1", "id": member.student.id }),
        tests: tests.collect(),
    }))
}

/// What a lab came to, in a few lines.
fn summary(record: &Record) -> String {
    let mut text = format!(
        "{}: {} of {} points\n",
        shown::name(&record.lab),
        record.score.unwrap_or_default(),
        record.max_score
    );
    text.extend(words::state(record).map(|sentence| sentence + "\n"));
    for note in &record.notes {
        text.push_str(&format!("{}\n", shown::cell(note)));
    }
    text
}

fn tests(record: &Record, lab: usize) -> Vec<Test> {
    let Some(sentence) = words::state(record) else {
        let numbered = (1..).zip(&record.checks);
        return numbered
            .map(|(place, verdict)| test(record, verdict, format!("{lab}.{place}")))
            .collect();
    };
    let compiler = words::compiler(record).map(|said| format!("\n\n{said}"));
    vec![Test {
        score: Some(0),
        max_score: Some(record.max_score),
        status: Some("failed"),
        name: shown::name(&record.lab),
        number: format!("{lab}.1"),
        output: cut(sentence + &compiler.unwrap_or_default()),
        visibility: "visible",
        tags: Vec::new(),
        extra_data: json!({ "lab": record.lab, "state": record.state }),
    }]
}

fn test(record: &Record, verdict: &Verdict, number: String) -> Test {
    let entry = &verdict.entry;
    let is_counted = entry.verdict != "unexplored";
    let status = match entry.verdict.as_str() {
        "passed" => Some("passed"),
        _ if is_counted => Some("failed"),
        _ => None,
    };
    Test {
        score: is_counted.then_some(entry.points),
        max_score: is_counted.then_some(entry.max_points),
        status,
        name: format!(
            "{} · {}",
            shown::name(&record.lab),
            shown::name(&entry.name)
        ),
        number,
        output: cut(words::verdict(record, verdict)),
        visibility: "visible",
        tags: match verdict.hidden {
            true => Vec::new(),
            false => vec![shown::name(&entry.step)],
        },
        extra_data: json!({
            "lab": record.lab,
            "check": entry.name,
            "verdict": entry.verdict,
            "hidden": verdict.hidden,
        }),
    }
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
        text.push_str("…\n");
    }
    text
}
