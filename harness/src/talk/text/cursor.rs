//! A place in one line of a talk, and the words found there.

use crate::talk::escape::escape;

/// Something in a line that is not a talk.
pub(super) struct Fault {
    /// Where it begins, in bytes from the start of the line.
    pub at: usize,
    /// What was wanted and what was there.
    pub message: String,
}

/// What is left to read of a line. Blanks are skipped wherever a reader arrives.
pub(super) struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the first word of a line.
    pub fn new(line: &'a str) -> Cursor<'a> {
        let mut cursor = Cursor { line, at: 0 };
        cursor.skip_blanks();
        cursor
    }

    /// How far it has come, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing but a comment is left.
    pub fn is_at_end(&self) -> bool {
        matches!(self.peek(), None | Some('#'))
    }

    /// The comment that is left, if it says anything.
    pub fn note(&self) -> Option<String> {
        let note = self.rest().strip_prefix('#')?.trim();
        (!note.is_empty()).then(|| note.to_owned())
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character, whatever it is; the blanks behind it stay.
    pub fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes this character and the blanks behind it, if it is the next.
    pub fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
            self.skip_blanks();
        }
        found
    }

    /// The word that begins here: letters, digits, `_` and `-`; empty if there is none.
    pub fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        let is_outside = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
        &rest[..rest.find(is_outside).unwrap_or(rest.len())]
    }

    /// Takes the word that begins here and the blanks behind it.
    pub fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.at += word.len();
        self.skip_blanks();
        word
    }

    /// Whether the word here is made of the digits 0 to 9.
    pub fn is_number(&self) -> bool {
        let word = self.peek_word();
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Takes a number; one that is too large to be held is the largest there is.
    pub fn number(&mut self) -> Option<usize> {
        self.is_number()
            .then(|| self.word().parse().unwrap_or(usize::MAX))
    }

    /// Skips blanks between words.
    pub fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// That something else was wanted here.
    pub fn expected(&self, wanted: &str) -> Fault {
        Fault {
            at: self.at,
            message: format!("expected {wanted}, found {}", self.found()),
        }
    }

    /// What stands here, for a person.
    fn found(&self) -> String {
        const LONGEST: usize = 24;
        let word = self.peek_word();
        let Some(first) = self.peek() else {
            return "the end of the line".to_owned();
        };
        if word.is_empty() {
            return format!("`{}`", escape(first.encode_utf8(&mut [0; 4])));
        }
        let start: String = word.chars().take(LONGEST).collect();
        let cut = if start.len() < word.len() { "…" } else { "" };
        format!("`{}`{cut}", escape(&start))
    }

    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }
}
