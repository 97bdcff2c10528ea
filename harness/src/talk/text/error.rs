//! Why a text is no talk, drawn with the line and a caret.

use super::LONGEST_LINE;
use super::cursor::Fault;
use crate::talk::escape::{is_plain, width};

/// Why a text is no talk, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}\n{}", self.drawing())]
pub struct Error {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1; one more than the line has where something is missing
    /// at its end.
    pub column: usize,
    /// What was wanted and what was there.
    pub message: String,
    /// The line itself, without its ending, cut off after its first MiB.
    pub source_line: String,
}

/// How many columns of a line are drawn.
const WINDOW: usize = 100;
/// How many of them may stand before the caret.
const BEFORE: usize = 70;

impl Error {
    pub(super) fn new(line: usize, source: &str, fault: Fault) -> Error {
        let mut end = source.len().min(LONGEST_LINE);
        while !source.is_char_boundary(end) {
            end -= 1;
        }
        let source_line = source[..end].to_owned();
        let before = &source[..fault.at];
        Error {
            line,
            column: before.chars().count() + 1,
            message: fault.message,
            source_line,
        }
    }

    /// The line, or as much of it as is easily read, and the caret below it.
    fn drawing(&self) -> String {
        let caret = self.column - 1;
        let skipped = caret.saturating_sub(BEFORE);
        let cells = || self.source_line.chars().skip(skipped).map(cell);
        let mut before: Vec<String> = cells().take(caret - skipped).collect();
        let mut cut = skipped;
        while width(&before.concat()) > BEFORE {
            before.remove(0);
            cut += 1;
        }
        let before = before.concat();
        let mut line = if cut > 0 {
            format!("…{before}")
        } else {
            before
        };
        let indent = width(&line);
        for cell in cells().skip(caret - skipped) {
            if width(&line) + width(&cell) > WINDOW {
                line.push('…');
                break;
            }
            line.push_str(&cell);
        }
        let number = self.line.to_string();
        let margin = number.len();
        format!(
            "  {number} | {}\n  {:margin$} | {:indent$}^",
            line.trim_end(),
            "",
            ""
        )
    }
}

/// How one character is drawn: in as many columns as the caret's line leaves for it.
fn cell(c: char) -> String {
    match c {
        '\t' => "    ".to_owned(),
        c if is_plain(c) => c.to_string(),
        _ => "\u{b7}".to_owned(),
    }
}
