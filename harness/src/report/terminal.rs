//! A report for people, on a terminal: the map of the steps, the findings of the first step that
//! is not finished, a line for each later one, and the next command to type.

use std::ops::RangeInclusive;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::{Report, Score};
use crate::check::Check;
use crate::finding::Finding;
use crate::session::Judged;
use crate::talk::escape;
use crate::talk::escape::{cut, width};
use crate::verdict::Verdict;

mod comparison;
mod finding;
mod live;
mod page;

pub use live::{Live, print_about};
pub use page::Page;

/// The width where nothing is known of the screen, in columns.
pub const PLAIN_WIDTH: usize = 80;
/// The fewest and the most columns of a report. Only a command may be wider than asked for,
/// where one of its words is: it is there to be copied.
pub const WIDTHS: RangeInclusive<usize> = 60..=120;

/// How much of a report is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The findings of the first step that is not finished; later ones are folded to a line.
    FirstStep,
    /// The first finding, and of its step as many more as have room in so many rows, beside the map;
    /// all else is folded.
    Screen {
        /// The rows.
        rows: usize,
    },
    /// Every finding.
    All,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const ODD: Style = AnsiColor::Yellow.on_default();

/// The columns before what belongs to a finding.
const INDENT: usize = 2;

/// The whole report, in so many columns ([`WIDTHS`]). `took` is the time from the first check's
/// start to the last one's end.
pub fn print(report: &Report<'_>, detail: Detail, width: usize, took: Duration) -> String {
    let mut page = Page::new(width);
    print_head(&mut page, report);
    print_map(&mut page, report, detail);
    print_findings(&mut page, report, detail);
    print_waiting(&mut page, report);
    print_broken(&mut page, report);
    print_notes(&mut page, report);
    print_foot(&mut page, report, took);
    page.finish()
}

/// What came later than the rest of a report: the findings of these checks, and the score of all.
pub fn print_rest(report: &Report<'_>, names: &[&str], width: usize, took: Duration) -> String {
    let mut page = Page::new(width);
    let late = Report {
        session: report.session,
        judged: report
            .judged
            .iter()
            .filter(|(check, _)| names.contains(&check.name))
            .copied()
            .collect(),
    };
    page.blank();
    print_findings(&mut page, &late, Detail::All);
    print_broken(&mut page, &late);
    print_notes(&mut page, &late);
    print_foot(&mut page, report, took);
    page.finish()
}

/// One finding in colour.
pub fn print_finding(check: &Check, finding: &Finding, width: usize) -> String {
    let mut page = Page::new(width);
    finding::print(&mut page, check, finding);
    page.finish()
}

/// One finding as plain text, for a test's output.
pub fn finding_as_text(check: &Check, finding: &Finding, width: usize) -> String {
    anstream::adapter::strip_str(&print_finding(check, finding, width)).to_string()
}

/// How many bytes two escaped texts, what was wanted and what there was, begin with in common; none
/// where they are words and not quoted bytes.
pub fn part(expected: &str, got: &str) -> usize {
    comparison::part(expected, got)
}

fn print_head(page: &mut Page, report: &Report<'_>) {
    let lab = report.session.lab();
    let seed = format!("seed {}", report.session.seed());
    let title = format!("lab {} · {} · {}", lab.number, lab.name, lab.title);
    let title = cut(&title, page.width() - seed.len() - 2);
    let gap = page.width() - width(&title) - seed.len();
    page.line(format!(
        "{BOLD}{title}{BOLD:#}{:gap$}{DIM}{seed}{DIM:#}",
        ""
    ));
    page.blank();
}

/// A line for each step: its points, and its checks by name where they are not all passed.
fn print_map(page: &mut Page, report: &Report<'_>, detail: Detail) {
    let open = report.failures().next().map(|(check, _)| check.step);
    let steps = report.session.lab().steps;
    let longest = steps.iter().map(|step| width(step)).max().unwrap_or(0);
    for step in steps {
        let judged: Vec<(&Check, &Judged)> = report
            .judged
            .iter()
            .filter(|(check, _)| check.step == *step)
            .copied()
            .collect();
        let signs = || judged.iter().map(|(_, judged)| Sign::of(&judged.verdict));
        let (Some(best), Some(worst)) = (signs().min(), signs().max()) else {
            continue;
        };
        let Score { points, of } = report.score(|check| check.step == *step);
        let (mark, style) = worst.drawn();
        let begin = format!("  {style}{mark}{style:#} {step:<longest$}  {points:>3}/{of:<3}  ");
        let count = judged.len();
        let checks = if count == 1 { "check" } else { "checks" };
        let words = match (best, worst) {
            (_, Sign::Passed) => vec![(DIM, format!("{count} {checks}"))],
            (Sign::Waiting, Sign::Waiting) => vec![(DIM, waiting_for(report, &judged))],
            _ if matches!(detail, Detail::Screen { .. }) && open != Some(step) => {
                vec![(DIM, count_signs(&judged))]
            }
            _ => judged
                .iter()
                .map(|(check, judged)| {
                    let (mark, style) = Sign::of(&judged.verdict).drawn();
                    (style, format!("{mark} {}", check.name))
                })
                .collect(),
        };
        page.list(&begin, "  ", &words);
    }
    page.blank();
}

/// `2 failed, 3 waiting`, for a step that is not told of check by check.
fn count_signs(judged: &[(&Check, &Judged)]) -> String {
    let signs = [
        (Sign::Failed, "failed"),
        (Sign::Waiting, "waiting"),
        (Sign::Broken, "could not be judged"),
        (Sign::Unexplored, "not explored"),
        (Sign::Passed, "passed"),
    ];
    let counts = signs.iter().filter_map(|(sign, word)| {
        let these = judged
            .iter()
            .filter(|(_, judged)| Sign::of(&judged.verdict) == *sign);
        let count = these.count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// How a verdict is marked on the map; a step is marked like the worst of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Passed,
    Unexplored,
    Waiting,
    Broken,
    Failed,
}

impl Sign {
    fn of(verdict: &Verdict) -> Sign {
        match verdict {
            Verdict::Passed => Sign::Passed,
            Verdict::Failed(_) => Sign::Failed,
            Verdict::Skipped { .. } => Sign::Waiting,
            Verdict::Broken(_) => Sign::Broken,
            Verdict::Unexplored(_) => Sign::Unexplored,
        }
    }

    fn drawn(self) -> (char, Style) {
        match self {
            Sign::Passed => ('✓', GOOD),
            Sign::Failed => ('✗', BAD),
            Sign::Unexplored => ('–', DIM),
            Sign::Waiting => ('·', DIM),
            Sign::Broken => ('?', ODD),
        }
    }
}

/// `3 checks wait for one-line`, where that is the one to mend.
fn waiting_for(report: &Report<'_>, judged: &[(&Check, &Judged)]) -> String {
    let what = match judged.len() {
        1 => "1 check waits".to_owned(),
        count => format!("{count} checks wait"),
    };
    let mut causes: Vec<&str> = judged
        .iter()
        .filter_map(|(_, judged)| cause(report, &judged.verdict))
        .collect();
    causes.dedup();
    match causes.as_slice() {
        [one] => format!("{what} for {one}"),
        _ => what,
    }
}

/// The check that a verdict waits for in the end: what it needs may itself wait for another.
fn cause<'a>(report: &Report<'a>, verdict: &'a Verdict) -> Option<&'a str> {
    let mut cause = None;
    let mut verdict = verdict;
    while let Verdict::Skipped { needs } = verdict {
        cause = Some(*needs);
        let Some((_, judged)) = report.judged.iter().find(|(check, _)| check.name == *needs) else {
            break;
        };
        verdict = &judged.verdict;
    }
    cause
}

fn print_findings(page: &mut Page, report: &Report<'_>, detail: Detail) {
    let mut open: Option<&str> = None;
    let mut folded = Vec::new();
    for (check, finding) in report.failures() {
        let is_first = open.is_none();
        let is_open = *open.get_or_insert(check.step) == check.step;
        let mut told = Page::new(page.width());
        finding::print(&mut told, check, finding);
        told.blank();
        let is_told = match detail {
            Detail::All => true,
            Detail::FirstStep => is_open,
            Detail::Screen { rows } => {
                let has_room = page.height() + told.height() + FOLDED <= rows;
                is_first || (is_open && folded.is_empty() && has_room)
            }
        };
        if is_told {
            page.append(told);
        } else {
            folded.push((check, finding));
        }
    }
    if folded.is_empty() {
        return;
    }
    let all = format!("{} --all", command(report));
    let room = match detail {
        Detail::Screen { rows } => rows.saturating_sub(page.height() + FOLDED),
        Detail::FirstStep | Detail::All => folded.len(),
    };
    if room == 0 {
        page.lead(&format!("{} more failed:", folded.len()), &all);
        return page.blank();
    }
    let is_later = folded.iter().all(|(check, _)| open != Some(check.step));
    let title = if is_later { "Later steps" } else { "Also" };
    page.line(format!("{BOLD}{title}{BOLD:#}"));
    let more = folded.len().saturating_sub(room);
    folded.truncate(room);
    let longest = folded.iter().map(|(check, _)| check.name.len()).max();
    // A name that is longer must not leave the others little room.
    let column = longest.unwrap_or_default().min(page.width() / 3);
    for (check, finding) in folded {
        let name = format!("{:<column$}", check.name);
        let room = page.width().saturating_sub("  x   ".len() + name.len());
        let headline = cut(&escape(&finding.headline), room);
        page.line(format!("  {BAD}✗{BAD:#} {name}  {DIM}{headline}{DIM:#}"));
    }
    if more > 0 {
        page.line(format!("  {DIM}… and {more} more{DIM:#}"));
    }
    page.command(INDENT, DIM, &all);
    page.blank();
}

/// The rows around a list of what is folded, and of the score below it.
const FOLDED: usize = 5;

/// The command that judges all of this again.
fn command(report: &Report<'_>) -> String {
    let arguments = &report.session.subject().arguments;
    let space = if arguments.is_empty() { "" } else { " " };
    format!(
        "cargo lab check {}{space}{arguments}",
        report.session.lab().name
    )
}

/// What checks wait for, where the report does not tell of it: only some were asked for.
fn print_waiting(page: &mut Page, report: &Report<'_>) {
    let is_told = |name: &str| report.judged.iter().any(|(check, _)| check.name == name);
    for (check, judged) in &report.judged {
        if let Some(cause) = cause(report, &judged.verdict).filter(|cause| !is_told(cause)) {
            let text = format!("{} waits for {cause}, which does not pass yet:", check.name);
            page.paragraph(0, Style::new(), &text);
            page.command(
                INDENT,
                BOLD,
                &format!("{} --check {cause}", command(report)),
            );
            page.blank();
        }
    }
}

/// What could not be judged, each reason once.
fn print_broken(page: &mut Page, report: &Report<'_>) {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (check, judged) in &report.judged {
        if let Verdict::Broken(reason) = &judged.verdict {
            match reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, checks)) => checks.push(check.name),
                None => reasons.push((reason, vec![check.name])),
            }
        }
    }
    for (reason, checks) in reasons {
        let subject = if checks.len() == 1 { "It" } else { "They" };
        page.paragraph(0, ODD, &format!("? {}", checks.join(", ")));
        page.paragraph(
            INDENT,
            Style::new(),
            &format!(
                "{subject} could not be judged. That is a fault of the kit or of the machine, \
                 not of your program:"
            ),
        );
        page.paragraph(INDENT, ODD, reason);
        page.blank();
    }
}

/// What a reader should know of checks that were judged otherwise than usual, each thing once.
fn print_notes(page: &mut Page, report: &Report<'_>) {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    for (check, judged) in &report.judged {
        let unexplored = match &judged.verdict {
            Verdict::Unexplored(reason) => Some(format!("not explored, and not counted: {reason}")),
            _ => None,
        };
        for note in judged.notes.iter().cloned().chain(unexplored) {
            match notes.iter_mut().find(|(known, _)| *known == note) {
                Some((_, checks)) => checks.push(check.name),
                None => notes.push((note, vec![check.name])),
            }
        }
    }
    for (note, checks) in notes {
        page.paragraph(0, ODD, &format!("{}: {}", checks.join(", "), escape(&note)));
        page.blank();
    }
}

/// The score, and what stands in its way.
fn print_foot(page: &mut Page, report: &Report<'_>, took: Duration) {
    let plain = |text: String| (Style::new(), text);
    let count = |sign| {
        let judged = report.judged.iter();
        judged
            .filter(|(_, judged)| Sign::of(&judged.verdict) == sign)
            .count()
    };
    let mut words = Vec::new();
    if count(Sign::Broken) > 0 {
        words.push((ODD, "no score".to_owned()));
        words.push(plain("run it again".to_owned()));
    } else {
        let Score { points, of } = report.score(|_| true);
        let style = if points == of { GOOD } else { BOLD };
        words.push((style, format!("{points} of {of} points")));
        let all = report.session.lab().checks.len();
        if report.judged.len() < all {
            words.push(plain(format!("{} of {all} checks", report.judged.len())));
        }
        for (sign, word) in [(Sign::Failed, "failed"), (Sign::Waiting, "waiting")] {
            match count(sign) {
                0 => {}
                some => words.push(plain(format!("{some} {word}"))),
            }
        }
    }
    words.push((DIM, format!("{:.1} s", took.as_secs_f64())));
    page.list("", " · ", &words);
}
