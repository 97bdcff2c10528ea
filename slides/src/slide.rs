//! One slide: its title, what is shown, and what is said.

use crate::include::{Directive, Included};
use crate::kit::Kit;
use crate::problem::Problem;

/// A slide with everything that it includes.
#[derive(Clone, Debug)]
pub struct Slide {
    /// Its deck, as a file's name.
    pub file: String,
    /// The line of its title.
    pub line: usize,
    /// Its title as it is written, `# …` or `## …`.
    pub heading: String,
    /// Marp's own directives, such as `_class: lead`.
    pub directives: Vec<String>,
    /// The labs that it introduces.
    pub labs: Vec<String>,
    /// What is said, with the line where it begins.
    pub notes: Vec<(usize, String)>,
    /// What is shown below the title.
    pub body: Vec<(usize, Piece)>,
}

/// A part of what a slide shows.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A line of Markdown.
    Text(String),
    /// A line of code that is typed into the slide: against the rules.
    Typed(String),
    /// Something from another file.
    Included(Included),
    /// What follows stands side by side.
    Columns,
    /// The next column.
    Column,
    /// The columns end.
    End,
}

impl Slide {
    /// Reads the lines of a slide, the first of which has this number, and all that they include.
    ///
    /// # Errors
    /// Whatever cannot be understood or found, each with its line.
    pub fn read(
        kit: &Kit,
        file: &str,
        first: usize,
        lines: &[&str],
    ) -> Result<Slide, Vec<Problem>> {
        let mut reader = Reader {
            kit,
            slide: Slide {
                file: file.to_owned(),
                line: first,
                heading: String::new(),
                directives: Vec::new(),
                labs: Vec::new(),
                notes: Vec::new(),
                body: Vec::new(),
            },
            problems: Vec::new(),
            column: None,
        };
        reader.read(first, lines);
        match reader.problems.is_empty() {
            true => Ok(reader.slide),
            false => Err(reader.problems),
        }
    }

    /// Its title, without the signs of Markdown.
    pub fn title(&self) -> &str {
        self.heading.trim_start_matches('#').trim()
    }

    /// How many minutes it takes, by what its notes say first.
    pub fn minutes(&self) -> Option<u32> {
        let (_, notes) = self.notes.first()?;
        notes.split_once(" min.")?.0.parse().ok()
    }

    /// The code that it includes.
    pub fn code(&self) -> impl Iterator<Item = (usize, &crate::code::Code)> {
        self.body.iter().filter_map(|(line, piece)| match piece {
            Piece::Included(Included::Code(code)) => Some((*line, code)),
            _ => None,
        })
    }

    /// Whether what stands in a line of its deck stands beside something else.
    pub fn is_in_columns(&self, line: usize) -> bool {
        let above = self.body.iter().take_while(|(there, _)| *there < line);
        let bounds = above.filter(|(_, piece)| matches!(piece, Piece::Columns | Piece::End));
        matches!(bounds.last(), Some((_, Piece::Columns)))
    }

    /// The lines of code that are typed into it.
    pub fn typed(&self) -> impl Iterator<Item = (usize, &str)> {
        self.body.iter().filter_map(|(line, piece)| match piece {
            Piece::Typed(text) => Some((*line, text.as_str())),
            _ => None,
        })
    }

    /// How many words are to be read on it: those of its title and its text. Code in a line of
    /// text is one word.
    pub fn words(&self) -> usize {
        let text = self.body.iter().filter_map(|(_, piece)| match piece {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let lines = text.chain([self.heading.as_str()]);
        lines.map(words).sum()
    }
}

fn words(line: &str) -> usize {
    let parts = line.split('`').enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            0 => {
                let words = part.split_whitespace();
                words
                    .filter(|word| word.contains(char::is_alphanumeric))
                    .count()
            }
            _ => 1,
        })
        .sum()
}

struct Reader<'a> {
    kit: &'a Kit,
    slide: Slide,
    problems: Vec<Problem>,
    /// The line in which columns were begun that have not ended.
    column: Option<usize>,
}

impl Reader<'_> {
    fn read(&mut self, first: usize, lines: &[&str]) {
        let mut lines = lines.iter().zip(first..);
        let mut fence = None;
        while let Some((text, line)) = lines.next() {
            let trimmed = text.trim();
            if let Some(end) = fence {
                self.put(line, Piece::Typed((*text).to_owned()));
                if trimmed.starts_with(end) {
                    fence = None;
                }
            } else if let Some(mark) = ["```", "~~~"].into_iter().find(|m| trimmed.starts_with(m)) {
                fence = Some(mark);
                self.put(line, Piece::Typed((*text).to_owned()));
            } else if let Some(comment) = trimmed.strip_prefix("<!--") {
                let mut comment = comment.to_owned();
                while !comment.contains("-->") {
                    let Some((next, _)) = lines.next() else {
                        self.problem(line, "a comment is begun and never ended");
                        return;
                    };
                    comment += "\n";
                    comment += next;
                }
                self.comment(line, comment.trim_end().trim_end_matches("-->").trim());
            } else if let Some(directive) = trimmed.strip_prefix("{{") {
                match directive.strip_suffix("}}") {
                    Some(directive) => self.directive(line, directive.trim()),
                    None => self.problem(line, "a line with `{{` is to end with `}}`"),
                }
            } else if text.starts_with("    ") || text.starts_with('\t') || is_code(trimmed) {
                self.put(line, Piece::Typed((*text).to_owned()));
            } else if self.slide.heading.is_empty() && is_heading(trimmed) {
                self.slide.heading = trimmed.to_owned();
                self.slide.line = line;
            } else if trimmed.contains("{{") {
                self.problem(line, "a directive stands on a line of its own");
            } else {
                self.put(line, Piece::Text((*text).trim_end().to_owned()));
            }
        }
        if let Some(line) = self.column {
            self.problem(line, "the columns that begin here never end: `{{ end }}`");
        }
    }

    fn comment(&mut self, line: usize, comment: &str) {
        if let Some(lab) = comment.strip_prefix("lab:") {
            let labs = self.kit.labs();
            let lab = lab.trim();
            if labs.iter().any(|(name, _)| name == lab) {
                self.slide.labs.push(lab.to_owned());
            } else {
                let names = labs.iter().map(|(name, _)| name.as_str());
                let there_is = crate::problem::listed(names);
                self.problem(
                    line,
                    &format!("there is no lab `{lab}`; there is {there_is}"),
                );
            }
        } else if comment.starts_with('_') {
            self.slide.directives.push(comment.to_owned());
        } else {
            self.slide.notes.push((line, comment.to_owned()));
        }
    }

    fn directive(&mut self, line: usize, text: &str) {
        let directive = match Directive::parse(text) {
            Ok(directive) => directive,
            Err(error) => return self.problem(line, &error),
        };
        match directive {
            Directive::Include(include) => match include.resolve(self.kit) {
                Ok(included) => self.put(line, Piece::Included(included)),
                Err(error) => self.problem(line, &error),
            },
            Directive::Columns if self.column.is_none() => {
                self.column = Some(line);
                self.put(line, Piece::Columns);
            }
            Directive::Column if self.column.is_some() => self.put(line, Piece::Column),
            Directive::End if self.column.is_some() => {
                self.column = None;
                self.put(line, Piece::End);
            }
            Directive::Columns => self.problem(line, "columns stand in columns"),
            Directive::Column | Directive::End => {
                self.problem(line, "no columns have begun: `{{ columns }}`");
            }
        }
    }

    fn put(&mut self, line: usize, piece: Piece) {
        self.slide.body.push((line, piece));
    }

    fn problem(&mut self, line: usize, message: &str) {
        let problem = Problem::new(&self.slide.file, line, message);
        self.problems.push(problem);
    }
}

/// Whether a line is a title. A deck has none below the second level.
fn is_heading(line: &str) -> bool {
    line.starts_with("# ") || line.starts_with("## ")
}

/// Whether a line of HTML is code.
fn is_code(line: &str) -> bool {
    line.contains("<pre") || line.contains("<code")
}
