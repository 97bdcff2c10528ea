//! The directives of a deck: `{{ code PATH fn NAME }}` and its kin.

use crate::code::{self, Code};
use crate::diagram::Diagram;
use crate::kit::Kit;
use crate::snippet::Promise;
use crate::{finding, item, region, snippet};

/// What a line between `{{` and `}}` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Something from another file.
    Include(Include),
    /// What follows stands side by side.
    Columns,
    /// The next column.
    Column,
    /// The columns end.
    End,
}

/// Something from another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The file, as it is named from the kit's folder.
    pub path: String,
    part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `code PATH fn NAME`, `code PATH struct NAME`, …, with or without its comments.
    Item { name: String, is_bare: bool },
    /// `code PATH region NAME`, likewise.
    Region { name: String, is_bare: bool },
    /// `output PATH`
    Output,
    /// `finding PATH lines A-B`
    Finding(Option<(usize, usize)>),
    /// `diagram PATH "…"`
    Diagram(String),
}

/// What an include puts on its slide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Included {
    /// Lines of a program, or of what one printed.
    Code(Code),
    /// A drawing.
    Diagram(Diagram),
}

impl Directive {
    /// Reads what is between the braces.
    ///
    /// # Errors
    /// There is no such directive.
    pub fn parse(text: &str) -> Result<Directive, String> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        match (kind, rest) {
            ("columns", "") => return Ok(Directive::Columns),
            ("column", "") => return Ok(Directive::Column),
            ("end", "") => return Ok(Directive::End),
            _ => {}
        }
        let (path, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let part = match kind {
            "code" => Part::of_code(rest.trim()),
            "output" if rest.is_empty() => Some(Part::Output),
            "finding" => Part::of_finding(rest.trim()),
            "diagram" => Part::of_diagram(rest.trim()),
            _ => None,
        };
        match part {
            Some(part) if !path.is_empty() => Ok(Directive::Include(Include {
                path: path.to_owned(),
                part,
            })),
            _ => Err(format!(
                "`{{{{ {text} }}}}` is none of `code PATH fn NAME` (or another kind of item, or \
                 `region NAME`; `without comments` may follow), `output PATH`, \
                 `finding PATH lines A-B`, `diagram PATH \"…\"`, `columns`, `column`, `end`"
            )),
        }
    }
}

impl Part {
    fn of_code(text: &str) -> Option<Part> {
        let bare = text.strip_suffix("without comments").map(str::trim_end);
        let is_bare = bare.is_some();
        let name = bare.unwrap_or(text);
        let (kind, rest) = name.split_once(' ')?;
        match kind {
            "region" => Some(Part::Region {
                name: rest.trim().to_owned(),
                is_bare,
            }),
            "fn" | "struct" | "enum" | "impl" | "trait" | "const" | "static" | "type" | "mod" => {
                let name = name.to_owned();
                Some(Part::Item { name, is_bare })
            }
            _ => None,
        }
    }

    fn of_finding(text: &str) -> Option<Part> {
        if text.is_empty() {
            return Some(Part::Finding(None));
        }
        let (first, last) = text.strip_prefix("lines ")?.split_once('-')?;
        let range = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        Some(Part::Finding(Some(range)))
    }

    fn of_diagram(text: &str) -> Option<Part> {
        let alternative = text.strip_prefix('"')?.strip_suffix('"')?;
        (!alternative.is_empty()).then(|| Part::Diagram(alternative.to_owned()))
    }
}

impl Include {
    /// Gets what is asked for.
    ///
    /// # Errors
    /// The file is not there, or has no such part; the message says what there is.
    pub fn resolve(&self, kit: &Kit) -> Result<Included, String> {
        let text = kit.read(&self.path)?;
        self.part_of(text)
            .map_err(|error| format!("in `{}`: {error}", self.path))
    }

    fn part_of(&self, text: String) -> Result<Included, String> {
        let (lines, is_bare) = match &self.part {
            Part::Item { name, is_bare } => (item::find(&text, name)?, *is_bare),
            Part::Region { name, is_bare } => (region::find(&text, name)?, *is_bare),
            Part::Output => {
                let name = self.path.rsplit('/').next().unwrap_or_default();
                return Ok(Included::Code(Code {
                    language: "text",
                    lines: snippet::output(&text)?,
                    source: format!("what {name} prints"),
                    refusal: None,
                }));
            }
            Part::Finding(range) => {
                let lines = finding::lines(&text, *range)?;
                let (command, _) = text.split_once('\n').unwrap_or((&text, ""));
                // The command stands below what it prints.
                let report = lines.into_iter().filter(|line| *line != command);
                return Ok(Included::Code(Code {
                    language: "text",
                    lines: code::tidy(report),
                    source: command.trim_start_matches("$ ").to_owned(),
                    refusal: None,
                }));
            }
            Part::Diagram(alternative) => {
                return Diagram::new(text, alternative).map(Included::Diagram);
            }
        };
        let lines = match is_bare {
            true => code::without_comments(lines),
            false => lines,
        };
        if lines.is_empty() {
            return Err("that part is empty".into());
        }
        Ok(Included::Code(Code {
            language: code::language(&self.path),
            lines,
            source: self.path.clone(),
            refusal: match snippet::promise(&text) {
                Ok(Promise::Fails(error)) => Some(error),
                _ => None,
            },
        }))
    }
}
