//! A class as JUnit's XML, for a build server: a file for each student in one folder, as such
//! servers collect them (`junit/*.xml`), a suite for each lab, a case for each check.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{for_each_member, words};
use crate::class::reading::{Class, Member};
use crate::class::record::{Record, State, Verdict};
use crate::class::shown;
use crate::report::json::Told;
use crate::talk::escape::escape;
use crate::whole::{self, Durability};

/// Writes a file for each student into a folder, and says how many.
///
/// # Errors
/// The gradebook cannot be read, or a file not written.
pub fn write(class: &Class, folder: &Path) -> Result<usize> {
    let written = for_each_member(class, |written: &mut usize, member| {
        let name = format!("TEST-{}.xml", shown::file_name(&member.student.id));
        let report = report(class, member)?;
        whole::print(&folder.join(name), Durability::Lazy, |out| {
            Ok(report.serialize(out)?)
        })?;
        *written += 1;
        Ok(())
    })?;
    Ok(written.into_iter().sum())
}

fn report(class: &Class, member: &Member) -> Result<Report> {
    let student = &member.student;
    let who = format!(
        "{} ({})",
        shown::name(&student.name),
        shown::name(&student.id)
    );
    let mut report = Report::new(who.clone());
    for record in class.records(member)? {
        let mut suite = TestSuite::new(format!("{who} · {}", shown::name(&record.lab)));
        suite.set_time(seconds(record.seconds));
        match words::state(&record) {
            // What has no verdicts is one case, so that it is seen.
            Some(sentence) => {
                suite.add_test_case(unjudged(&record, &sentence));
            }
            None => {
                suite.add_test_cases(record.checks.iter().map(|verdict| case(&record, verdict)));
            }
        }
        report.add_test_suite(suite);
    }
    Ok(report)
}

fn case(record: &Record, verdict: &Verdict) -> TestCase {
    let entry = &verdict.entry;
    let text = words::verdict(record, verdict);
    let failed = |kind, word: &str, message: &str| {
        let mut status = TestCaseStatus::non_success(kind);
        status
            .set_type(word)
            .set_message(message)
            .set_description(&text);
        status
    };
    let headline = match &entry.finding {
        _ if verdict.hidden => words::HIDDEN.to_owned(),
        Some(Told::Finding(finding)) => escape(&finding.headline),
        _ => text.trim_end().to_owned(),
    };
    let headline = headline.as_str();
    let status = match entry.verdict.as_str() {
        "passed" => TestCaseStatus::success(),
        "failed" => failed(NonSuccessKind::Failure, "failed", headline),
        "skipped" | "unexplored" => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(&entry.verdict).set_message(headline);
            status
        }
        _ => failed(NonSuccessKind::Error, "broken", headline),
    };
    let mut case = TestCase::new(&entry.name, status);
    if verdict.hidden {
        case.set_classname(format!("{}.hidden", record.lab));
    } else {
        case.set_classname(format!("{}.{}", record.lab, entry.step));
        case.set_time(seconds(entry.seconds));
    }
    case
}

fn unjudged(record: &Record, sentence: &str) -> TestCase {
    let (name, mut status) = match record.state {
        State::Absent => ("handed-in", TestCaseStatus::skipped()),
        State::Refused => (
            "compiles",
            TestCaseStatus::non_success(NonSuccessKind::Failure),
        ),
        _ => ("judged", TestCaseStatus::non_success(NonSuccessKind::Error)),
    };
    status.set_message(sentence);
    if let Some(compiler) = words::compiler(record) {
        status.set_description(compiler);
    }
    let mut case = TestCase::new(name, status);
    case.set_classname(&record.lab);
    case
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
