//! All sessions together, and their Markdown for Marp.

use crate::code::Code;
use crate::deck::Deck;
use crate::include::Included;
use crate::kit::Kit;
use crate::problem::Problem;
use crate::slide::{Piece, Slide};

/// The folder of the decks.
pub const DECKS: &str = "slides/deck";
/// The lecture that is made of them.
pub const LECTURE: &str = "slides/lecture.md";

const FRONT_MATTER: &str = "\
---
# Made by `cargo run -p slides` from slides/deck/ and what it includes. Do not edit it here.
marp: true
theme: roundtrip
size: 16:9
paginate: true
lang: en
title: Multithreaded client–server programming in Rust
---
";

/// The whole lecture.
#[derive(Clone, Debug)]
pub struct Lecture {
    /// Its sessions, in order.
    pub sessions: Vec<Deck>,
}

/// What there is in a lecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Slides.
    pub slides: usize,
    /// Parts of programs and reports that are included.
    pub parts: usize,
    /// Their lines.
    pub lines: usize,
    /// Drawings.
    pub diagrams: usize,
    /// Lines of code that are not included but typed into a slide.
    pub typed: usize,
}

impl Lecture {
    /// Reads all decks and all that they include.
    ///
    /// # Errors
    /// Whatever cannot be understood or found, each with its file and line.
    pub fn read(kit: &Kit) -> Result<Lecture, Vec<Problem>> {
        let mut sessions = Vec::new();
        let mut problems = Vec::new();
        let names = kit.names(DECKS);
        for name in names.iter().filter(|name| name.ends_with(".md")) {
            match Deck::read(kit, &format!("{DECKS}/{name}")) {
                Ok(deck) => sessions.push(deck),
                Err(found) => problems.extend(found),
            }
        }
        if sessions.is_empty() && problems.is_empty() {
            problems.push(Problem::new(DECKS, 1, "there is no deck"));
        }
        match problems.is_empty() {
            true => Ok(Lecture { sessions }),
            false => Err(problems),
        }
    }

    /// All slides, in order.
    pub fn slides(&self) -> impl Iterator<Item = &Slide> {
        self.sessions.iter().flat_map(|deck| &deck.slides)
    }

    /// What there is in it.
    pub fn counts(&self) -> Counts {
        let pieces = |slide: &Slide| {
            let diagrams = slide
                .body
                .iter()
                .filter(|(_, piece)| matches!(piece, Piece::Included(Included::Diagram(_))));
            diagrams.count()
        };
        let code = || self.slides().flat_map(Slide::code);
        Counts {
            slides: self.slides().count(),
            parts: code().count(),
            lines: code().map(|(_, code)| code.lines.len()).sum(),
            diagrams: self.slides().map(pieces).sum(),
            typed: self.slides().flat_map(Slide::typed).count(),
        }
    }

    /// The lecture as Marp reads it.
    pub fn markdown(&self) -> String {
        let slides: Vec<String> = self.slides().map(markdown).collect();
        format!("{FRONT_MATTER}\n{}", slides.join("\n---\n\n"))
    }
}

fn markdown(slide: &Slide) -> String {
    let mut text = format!("{}\n", slide.heading);
    for directive in &slide.directives {
        block(&mut text, &format!("<!-- {directive} -->"));
    }
    if !slide.body.is_empty() {
        block(&mut text, "");
    }
    for (place, (_, piece)) in slide.body.iter().enumerate() {
        match piece {
            Piece::Text(line) | Piece::Typed(line) if line.is_empty() => block(&mut text, ""),
            Piece::Text(line) | Piece::Typed(line) => text += &format!("{line}\n"),
            Piece::Included(Included::Code(code)) => {
                block(&mut text, &fenced(code));
                if !is_of(&code.source, &slide.body[place + 1..]) {
                    block(&mut text, &source(code));
                }
                block(&mut text, "");
            }
            Piece::Included(Included::Diagram(diagram)) => {
                block(&mut text, &diagram.html());
                block(&mut text, "");
            }
            Piece::Columns => block(&mut text, "<div class=\"columns\">\n<div>\n"),
            Piece::Column => block(&mut text, "</div>\n<div>\n"),
            Piece::End => {
                block(&mut text, "</div>\n</div>");
                block(&mut text, "");
            }
        }
    }
    for (_, notes) in &slide.notes {
        block(&mut text, &format!("<!--\n{notes}\n-->"));
    }
    text
}

/// Puts something below a blank line, or else that blank line alone.
fn block(text: &mut String, block: &str) {
    while !text.ends_with("\n\n") {
        text.push('\n');
    }
    if !block.is_empty() {
        *text += block;
        text.push('\n');
    }
}

/// Whether something of the same source follows, which will name it.
fn is_of(source: &str, below: &[(usize, Piece)]) -> bool {
    below.iter().any(|(_, piece)| match piece {
        Piece::Included(Included::Code(code)) => code.source == source,
        _ => false,
    })
}

fn fenced(code: &Code) -> String {
    let lines = code.lines.join("\n");
    // Longer than any in the code itself.
    let mut fence = "```".to_owned();
    while lines.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{}\n{lines}\n{fence}", code.language)
}

/// Where code comes from, and whether it is one that the compiler refuses, to stand below it.
fn source(code: &Code) -> String {
    let source = code.source.replace('&', "&amp;").replace('<', "&lt;");
    match &code.refusal {
        Some(error) => {
            format!("<p class=\"source refused\">{source}: does not compile, {error}</p>")
        }
        None => format!("<p class=\"source\">{source}</p>"),
    }
}
