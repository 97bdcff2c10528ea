//! Lines of a known width: paragraphs, lists and commands. Whatever a command tells a person is
//! written on one.

use anstyle::Style;
use textwrap::{Options, WordSplitter};

use super::{BOLD, DIM, WIDTHS};
use crate::talk::escape;
use crate::talk::escape::{cut, width};

/// A text that grows line by line. What it is given may hold a stranger's words: they are
/// escaped here.
pub struct Page {
    text: String,
    width: usize,
}

/// The most lines of one paragraph.
const MOST_LINES: usize = 12;
const MOST_LINES_QUOTED: usize = 3;

impl Page {
    /// An empty one, in so many columns ([`WIDTHS`]).
    pub fn new(columns: usize) -> Page {
        Page {
            text: String::new(),
            width: columns.clamp(*WIDTHS.start(), *WIDTHS.end()),
        }
    }

    /// How many columns its lines may take.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many lines it has.
    pub fn height(&self) -> usize {
        self.text.lines().count()
    }

    /// Adds the lines of another page of this width.
    pub fn append(&mut self, other: Page) {
        self.text.push_str(&other.text);
    }

    /// All that was written, in colour.
    pub fn finish(self) -> String {
        self.text
    }

    /// A line as it is: short enough, and without a stranger's words.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.line("");
    }

    /// The title of what follows.
    pub fn section(&mut self, title: &str) {
        self.blank();
        self.line(format!("  {DIM}{title}{DIM:#}"));
    }

    /// A paragraph, wrapped and indented.
    pub fn paragraph(&mut self, indent: usize, style: Style, text: &str) {
        for line in self.wrap(indent, text, MOST_LINES) {
            self.indented(indent, style, &line);
        }
    }

    /// A text behind the beginning of its first line, which is ours; it goes on so many columns in.
    pub fn item(&mut self, begin: &str, margin: usize, text: &str) {
        let margin = " ".repeat(margin);
        let options = options(self.width)
            .initial_indent(begin)
            .subsequent_indent(&margin);
        for line in textwrap::wrap(&escape(text), options) {
            self.line(line);
        }
    }

    /// Words that lead to a command: beside it, or above it where both have no room in a line.
    pub fn lead(&mut self, words: &str, command: &str) {
        let (words, command) = (escape(words), escape(command));
        if width(&words) + 1 + width(&command) <= self.width {
            return self.line(format!("{words} {BOLD}{command}{BOLD:#}"));
        }
        self.paragraph(0, Style::new(), &words);
        self.command(LED, BOLD, &command);
    }

    /// A paragraph with a sign before each of its lines, a little indented where it goes on.
    pub fn hanging(&mut self, sign: &str, style: Style, text: &str) {
        let mut indent = "";
        for line in self.wrap(width(sign) + 2, text, MOST_LINES) {
            self.line(format!("{style}{sign}{indent}{line}{style:#}"));
            indent = "  ";
        }
    }

    /// A line that the program wrote: only so much of it as is likely to tell anything.
    pub fn quote(&mut self, indent: usize, style: Style, text: &str) {
        for line in self.wrap(indent, text, MOST_LINES_QUOTED) {
            self.indented(indent, style, &line);
        }
    }

    /// A line that is short enough and holds no stranger's words, indented.
    pub fn indented(&mut self, indent: usize, style: Style, text: &str) {
        self.line(format!("{:indent$}{style}{text}{style:#}", ""));
    }

    /// A term, and beside it a text.
    pub fn entry(&mut self, term: &str, style: Style, text: &str) {
        let mut term = term;
        for line in self.wrap(ENTRY, text, MOST_LINES) {
            self.entry_line(term, style, &line);
            term = "";
        }
    }

    /// A term, and beside it a text that is short enough and holds no stranger's words.
    pub fn entry_line(&mut self, term: &str, style: Style, text: &str) {
        self.line(format!("  {term:<10}{style}{text}{style:#}"));
    }

    /// A command to be copied: where it is too long it goes on as a shell would read it, and its
    /// words stay whole, however long they are.
    pub fn command(&mut self, indent: usize, style: Style, text: &str) {
        let text = escape(text);
        let words = match shell_words::split(&text) {
            Ok(words) if indent + width(&text) > self.width => words,
            _ => return self.indented(indent, style, &text),
        };
        let mut line = String::new();
        let mut margin = indent;
        for word in words {
            let word = shell_words::quote(&word);
            let room = self.width - margin - " \\".len();
            if !line.is_empty() && width(&line) + 1 + width(&word) > room {
                self.indented(margin, style, &format!("{line} \\"));
                line.clear();
                margin = indent + 4;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        self.indented(margin, style, &line);
    }

    /// Words side by side behind the beginning of a line, with something between them, and those
    /// for which there is no room under the first of them; all of them below the beginning where
    /// one has no room beside it.
    pub fn list(&mut self, begin: &str, between: &str, words: &[(Style, String)]) {
        let longest = words.iter().map(|(_, word)| width(word)).max();
        let mut margin = width(&anstream::adapter::strip_str(begin).to_string());
        let mut line = begin.to_owned();
        if margin + longest.unwrap_or(0) > self.width {
            self.line(begin.trim_end());
            margin = BELOW;
            line = " ".repeat(margin);
        }
        let mut column = margin;
        for (style, word) in words {
            let is_first = column == margin;
            if !is_first && column + width(between) + width(word) > self.width {
                self.line(&line);
                line = " ".repeat(margin);
                column = margin;
            } else if !is_first {
                line.push_str(between);
                column += width(between);
            }
            line.push_str(&format!("{style}{word}{style:#}"));
            column += width(word);
        }
        self.line(line);
    }

    /// The lines of a text, beside a margin, and an ellipsis where there would be more than
    /// `most`.
    fn wrap(&self, margin: usize, text: &str, most: usize) -> Vec<String> {
        let room = self.width - margin;
        let options = options(room);
        let mut lines: Vec<String> = text
            .lines()
            .flat_map(|line| {
                let line = escape(line);
                let wrapped = textwrap::wrap(&line, &options).into_iter();
                wrapped.map(|line| line.into_owned()).collect::<Vec<_>>()
            })
            .take(most + 1)
            .collect();
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push_str(" …");
                *last = cut(last, room);
            }
        }
        lines
    }
}

/// Lines of so many columns. A command or a name must not be broken at its hyphens.
fn options(room: usize) -> Options<'static> {
    Options::new(room).word_splitter(WordSplitter::NoHyphenation)
}

/// The columns before words below the beginning of their list.
const BELOW: usize = 6;

/// The columns before a command below the words that lead to it.
const LED: usize = 4;

/// Where the text of an entry begins, in columns.
pub(super) const ENTRY: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(write: impl FnOnce(&mut Page)) -> Vec<String> {
        let mut page = Page::new(60);
        write(&mut page);
        let text = anstream::adapter::strip_str(&page.finish()).to_string();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_long_command_goes_on_as_a_shell_reads_it() {
        let command = "cargo lab replay echo/after-reset-mid-write --server 'python3 my server.py'";
        let written = lines(|page| page.command(4, BOLD, command));
        assert_eq!(
            written,
            [
                r"    cargo lab replay echo/after-reset-mid-write --server \",
                r"        'python3 my server.py'",
            ]
        );
        let joined = written.join("\n").replace("\\\n", "");
        assert_eq!(shell_words::split(&joined), shell_words::split(command));
    }

    #[test]
    fn a_word_of_a_command_stays_whole() {
        let path = "/long".repeat(20);
        let written = lines(|page| page.command(4, BOLD, &format!("cargo lab replay {path}")));
        assert_eq!(
            written,
            [
                r"    cargo lab replay \".to_owned(),
                format!("        {path}")
            ]
        );
    }

    #[test]
    fn a_command_stands_below_its_words_where_there_is_no_room_beside_them() {
        let words = "What was there is kept, and can be had back from this folder:";
        let written = lines(|page| {
            page.lead("next:", "cargo lab check echo");
            page.lead(words, ".lab/saved/01-echo-1");
        });
        assert_eq!(
            written,
            [
                "next: cargo lab check echo",
                "What was there is kept, and can be had back from this",
                "folder:",
                "    .lab/saved/01-echo-1",
            ]
        );
    }

    #[test]
    fn words_are_listed_below_what_leaves_them_no_room() {
        let words = ["after-reset", "after-reset-mid-write"];
        let words = words.map(|word| (DIM, word.to_owned()));
        let written = lines(|page| {
            page.list(
                "  faults of one client           7/11   ",
                "  ",
                &words[..1],
            );
            page.list("  faults of one client           7/11   ", "  ", &words);
        });
        assert_eq!(
            written,
            [
                "  faults of one client           7/11   after-reset",
                "  faults of one client           7/11",
                "      after-reset  after-reset-mid-write",
            ]
        );
    }

    #[test]
    fn an_item_goes_on_below_its_text() {
        let written = lines(|page| page.item("  one  ", 7, &"word-by-word ".repeat(5)));
        assert_eq!(
            written,
            [
                "  one  word-by-word word-by-word word-by-word word-by-word",
                "       word-by-word",
            ]
        );
    }

    #[test]
    fn a_paragraph_ends_somewhere() {
        let written = lines(|page| page.paragraph(2, DIM, &"word ".repeat(1000)));
        assert_eq!(written.len(), MOST_LINES);
        assert!(written[MOST_LINES - 1].ends_with(" …"), "{written:?}");
        assert!(written.iter().all(|line| width(line) <= 60), "{written:?}");
    }

    #[test]
    fn a_strangers_words_are_escaped() {
        let written = lines(|page| page.paragraph(0, DIM, "a\u{1b}[2Jb\nc\td"));
        assert_eq!(written, [r"a\x1b[2Jb", r"c\td"]);
    }
}
