//! A conversation as it happens, in the colours of a finding.

use super::page::Page;
use super::{BAD, DIM, INDENT, WIDTHS};
use crate::finding::Mark;
use crate::program::Role;
use crate::report::drawing;
use crate::talk::Talk;
use crate::transcript::Event;

/// A drawing that grows while a talk is played. What its functions give is to be printed at
/// once.
pub struct Live {
    drawing: drawing::Live,
    /// The names above it, until they are drawn.
    head: Vec<String>,
}

/// What a talk says of itself, to be printed before it is played.
pub fn print_about(talk: &Talk, width: usize) -> String {
    let mut page = Page::new(width);
    // Which step it was is seen.
    let about = talk.about.iter().filter(|line| !line.starts_with("step:"));
    for line in about {
        page.hanging("# ", DIM, line.trim_start());
    }
    if !talk.about.is_empty() {
        page.blank();
    }
    page.finish()
}

impl Live {
    /// For a talk that is about to be played, in so many columns ([`WIDTHS`]).
    pub fn new(talk: &Talk, role: Role, width: usize) -> Live {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        let drawing = drawing::Live::new(talk, role, width - INDENT);
        let head = drawing.head();
        Live { drawing, head }
    }

    /// What is new, now that this has happened.
    pub fn draw(&mut self, event: &Event) -> String {
        let mut lines = std::mem::take(&mut self.head);
        lines.extend(self.drawing.draw(event));
        print(lines, DIM)
    }

    /// The last of it, and where it failed, if it did.
    pub fn end(&mut self, mark: Option<&Mark>) -> String {
        let rest = print(self.drawing.end(), DIM);
        let failed = mark.map_or_else(Vec::new, |mark| self.drawing.fail(mark));
        rest + &print(failed, BAD)
    }
}

fn print(lines: Vec<String>, style: anstyle::Style) -> String {
    let mut page = Page::new(*WIDTHS.end());
    for line in lines {
        page.indented(INDENT, style, &line);
    }
    page.finish()
}
