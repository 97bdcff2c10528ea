//! The words or bytes of one row, cut to the room there is.

use crate::talk::escape::{columns, cut, width};
use crate::transcript::Excerpt;

/// What stands on an arrow or beside a lane.
#[derive(Clone, Debug)]
pub(super) struct Label {
    words: String,
    bytes: Option<Excerpt>,
}

/// The most lines that one text takes.
const MOST_LINES: usize = 6;

impl Label {
    /// Words, which can be shown as they are.
    pub fn text(words: impl Into<String>) -> Label {
        Label {
            words: words.into(),
            bytes: None,
        }
    }

    /// Bytes, and words before them.
    pub fn bytes(words: &str, bytes: &Excerpt) -> Label {
        Label {
            words: words.to_owned(),
            bytes: Some(bytes.clone()),
        }
    }

    /// With this in front.
    pub fn tagged(mut self, tag: Option<String>) -> Label {
        self.words.insert_str(0, &tag.unwrap_or_default());
        self
    }

    /// All of it, in columns.
    pub fn width(&self) -> usize {
        width(&self.line(usize::MAX))
    }

    /// In one line of so many columns.
    pub fn line(&self, room: usize) -> String {
        let mut text = self.words.clone();
        if let Some(bytes) = &self.bytes {
            text.push_str(&bytes.within(room.saturating_sub(width(&self.words))));
        }
        cut(&text, room)
    }

    /// In lines of so many columns; bytes take one line.
    pub fn lines(&self, room: usize) -> Vec<String> {
        if self.bytes.is_some() {
            vec![self.line(room)]
        } else {
            wrap(&self.words, room)
        }
    }
}

/// The text in lines, broken between words, and within words that are longer than a line.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == MOST_LINES {
            lines.push(cut(rest, room));
            break;
        }
        let end = line_end(rest, room);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    lines
}

/// Where the first line of a text ends, in bytes: at least one character from its start.
fn line_end(text: &str, room: usize) -> usize {
    let mut taken = 0;
    let mut blank = None;
    for (at, c) in text.char_indices() {
        taken += columns(c);
        if c == ' ' {
            blank = Some(at);
        } else if taken > room && at > 0 {
            return blank.unwrap_or(at);
        }
    }
    text.len()
}
