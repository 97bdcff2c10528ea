//! What each slide must keep, so that a full hall can follow it.

use crate::deck::Deck;
use crate::lecture::Lecture;
use crate::problem::Problem;
use crate::slide::{Piece, Slide};

/// Lines of code that can be read while somebody speaks.
pub const CODE_LINES: usize = 12;
/// Columns of code that fit at a size which can be read from the back.
pub const CODE_COLUMNS: usize = 64;
/// Columns of code beside other code.
pub const NARROW_COLUMNS: usize = 46;
/// Columns of a report: the kit breaks its lines for a terminal, not for a hall.
pub const REPORT_COLUMNS: usize = 76;
/// Words on a slide; the rest is said.
pub const WORDS: usize = 40;
/// How long a session takes, of its 45 minutes.
pub const MINUTES: std::ops::RangeInclusive<u32> = 40..=45;
/// How long one slide stays, at most.
pub const MINUTES_OF_A_SLIDE: u32 = 3;

/// The rules that a lecture breaks, and where.
pub fn broken(lecture: &Lecture) -> Vec<Problem> {
    let slides = lecture.slides().flat_map(of_slide);
    let sessions = lecture.sessions.iter().flat_map(of_session);
    slides.chain(sessions).collect()
}

fn of_session(deck: &Deck) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |line, message: String| problems.push(Problem::new(&deck.file, line, message));
    let minutes = deck.minutes();
    if !MINUTES.contains(&minutes) {
        let (least, most) = MINUTES.into_inner();
        say(
            1,
            format!("the session takes {minutes} minutes, and not {least} to {most}"),
        );
    }
    for (place, slide) in deck.slides.iter().enumerate() {
        if slide.heading.starts_with("# ") != (place == 0) {
            let message = "a session's first slide, and no other, has a title `# …`";
            say(slide.line, message.into());
        }
        let same = |other: &&Slide| other.title() == slide.title();
        if let Some(other) = deck.slides[..place].iter().find(same) {
            say(
                slide.line,
                format!("its title is that of line {}, too", other.line),
            );
        }
    }
    problems
}

fn of_slide(slide: &Slide) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |line, message: String| problems.push(Problem::new(&slide.file, line, message));

    if slide.heading.is_empty() {
        say(slide.line, "the slide has no title".into());
    }
    for (line, piece) in &slide.body {
        if let Piece::Text(text) = piece
            && text.starts_with('#')
        {
            say(*line, "the slide has a second title".into());
        }
    }
    match &slide.notes[..] {
        [] => say(slide.line, "the slide has no notes".into()),
        [(line, _)] => match slide.minutes() {
            Some(1..=MINUTES_OF_A_SLIDE) => {}
            _ => say(
                *line,
                "the notes begin with `1 min.`, `2 min.` or `3 min.`".into(),
            ),
        },
        [_, (line, _), ..] => say(*line, "the slide has notes twice".into()),
    }

    for (line, _) in slide.typed() {
        say(line, "code is typed into the slide; include it".into());
    }
    for (line, code) in slide.code() {
        if code.lines.len() > CODE_LINES {
            let message = format!("{} lines of code, more than {CODE_LINES}", code.lines.len());
            say(line, message);
        }
        let most = match (slide.is_in_columns(line), code.language) {
            (true, _) => NARROW_COLUMNS,
            (false, "text") => REPORT_COLUMNS,
            (false, _) => CODE_COLUMNS,
        };
        for text in &code.lines {
            let columns = text.chars().count();
            if columns > most {
                say(
                    line,
                    format!("{columns} columns, more than {most}: `{text}`"),
                );
            }
        }
    }
    let words = slide.words();
    if words > WORDS {
        say(slide.line, format!("{words} words, more than {WORDS}"));
    }
    problems
}
