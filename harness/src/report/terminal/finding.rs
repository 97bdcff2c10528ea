//! One finding: what went wrong, how it happened, where it stood, why it matters, what to type.

use anstyle::Style;

use super::page::Page;
use super::{BAD, BOLD, DIM, INDENT, ODD, comparison};
use crate::check::Check;
use crate::finding::Finding;
use crate::report::drawing;

pub(super) fn print(page: &mut Page, check: &Check, finding: &Finding) {
    let points = if check.points == 1 { "point" } else { "points" };
    page.line(format!(
        "{BAD}✗ {}{BAD:#} {DIM}· {} {points}{DIM:#}",
        check.name, check.points
    ));
    page.paragraph(INDENT, DIM, check.promise);
    page.blank();
    page.paragraph(INDENT, BOLD, &finding.headline);
    if let (Some(expected), Some(got)) = (&finding.expected, &finding.got) {
        page.blank();
        comparison::print(page, expected, got);
    }
    if !finding.difference.is_empty() {
        page.blank();
        for line in &finding.difference {
            page.indented(INDENT, DIM, line);
        }
    }
    if let Some(transcript) = &finding.transcript {
        let width = page.width() - INDENT;
        let drawing = drawing::draw(transcript, finding.mark.as_ref(), finding.role, width);
        page.blank();
        for (place, line) in drawing.lines.iter().enumerate() {
            let failed = drawing.failed.contains(&place);
            page.indented(INDENT, if failed { BAD } else { DIM }, line);
        }
    }
    let story = finding.story(page.width() - 2 * INDENT);
    if !story.is_empty() {
        page.blank();
        for line in &story {
            page.indented(INDENT, DIM, line);
        }
    }
    if !finding.stands.is_empty() {
        page.section("where it stood");
        for sentence in &finding.stands {
            page.paragraph(INDENT + 2, Style::new(), sentence);
        }
    }
    if !finding.said.is_empty() {
        page.section("what it said on standard error");
        for line in &finding.said {
            page.quote(INDENT + 2, DIM, line);
        }
    }
    for remark in &finding.remarks {
        page.blank();
        page.paragraph(INDENT, ODD, remark);
    }
    page.section("why it matters");
    page.paragraph(INDENT + 2, Style::new(), &finding.why);
    let is_saved = finding.talk.is_some() || finding.schedule.is_some();
    page.section(if is_saved {
        "play it again"
    } else {
        "try it again"
    });
    page.command(INDENT + 2, BOLD, &finding.next);
}
