//! A transcript as a sequence diagram in text: who sent what to whom, from the top down.
//!
//! ```text
//!       client 1                  server                  client 2
//!           │──── connects ────────▶│                        │
//!           │                       │◀─── connects ──────────│
//!           │                       │◀─── "hello\n" ─────────│
//!           │                       │    expected "hello\n" ✗
//! ```
//!
//! Each party has a lane. Against a server the clients stand around it; three or more share a
//! lane, and their names stand in front of the rows. Against a client its terminal is on the
//! left and the server, which the harness plays, on the right. Bytes stand in quotes, escaped as
//! in talks; what else happened stands in words. A time stands where nothing happened for a
//! while before.

use std::mem::{Discriminant, discriminant};
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use crate::finding::Mark;
use crate::program::Role;
use crate::talk::{Party, escape};
use crate::transcript::{Event, Transcript, What};

mod canvas;
mod diagram;
mod fold;
mod label;
mod lanes;
mod live;

use canvas::Canvas;
use fold::Item;
use label::Label;
use lanes::Lanes;

pub use diagram::{Diagram, Kind, Row as DiagramRow, diagram};
pub use live::Live;

/// The fewest and the most columns of a drawing.
pub const WIDTHS: RangeInclusive<usize> = 56..=200;

/// A transcript, drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// From the top down. None holds a character that a terminal could obey.
    pub lines: Vec<String>,
    /// Those of the mark; none where nothing failed.
    pub failed: Range<usize>,
}

/// One thing to draw.
#[derive(Clone, Debug)]
struct Row {
    /// When it happened; a mark has no time.
    at: Option<Duration>,
    /// Whose row it is.
    party: Party,
    place: Place,
    label: Label,
    /// What a row must share with another to be like it; a mark is like no other.
    shape: Option<(Discriminant<What>, usize)>,
}

/// Where a row is drawn.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// From one lane to the next.
    Arrow { from: usize, to: usize },
    /// Beside a lane.
    Note { lane: usize },
    /// On a lane, whose expectation failed.
    Mark { lane: usize },
}

/// Draws what happened, and where it failed, in so many columns at most ([`WIDTHS`]).
///
/// The mark stands behind the last event of the steps up to its own.
pub fn draw(transcript: &Transcript, mark: Option<&Mark>, role: Role, width: usize) -> Drawing {
    let (lanes, rows) = rows(transcript, mark, role);
    let items = fold::fold(rows);
    let mut canvas = Canvas::fitting(lanes, &items, clamp(width));
    let mut drawing = Drawing {
        lines: canvas.head(),
        failed: 0..0,
    };
    for item in items {
        match item {
            Item::Row(row) => {
                let begin = drawing.lines.len();
                drawing.lines.extend(canvas.row(&row));
                if matches!(row.place, Place::Mark { .. }) {
                    drawing.failed = begin..drawing.lines.len();
                }
            }
            Item::Gap(text) => drawing.lines.push(canvas.gap(&text)),
        }
    }
    drawing
}

/// The rows from the top down, and who has which lane.
fn rows(transcript: &Transcript, mark: Option<&Mark>, role: Role) -> (Lanes, Vec<Row>) {
    let parties = transcript
        .events
        .iter()
        .map(|event| event.party)
        .chain(mark.map(|mark| mark.party));
    let lanes = Lanes::new(role, parties);
    let mut rows: Vec<Row> = transcript
        .events
        .iter()
        .map(|event| row(event, &lanes))
        .collect();
    if let Some(mark) = mark {
        let place = place_of_mark(&transcript.events, mark.step);
        rows.insert(place, row_of_mark(mark, &lanes));
    }
    (lanes, rows)
}

fn clamp(width: usize) -> usize {
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// Before the first event of a later step, or at the end.
fn place_of_mark(events: &[Event], step: usize) -> usize {
    let is_later = |event: &Event| event.step.is_some_and(|other| other > step);
    events.iter().position(is_later).unwrap_or(events.len())
}

/// What is drawn of a mark.
fn row_of_mark(mark: &Mark, lanes: &Lanes) -> Row {
    let lane = lanes.of(mark.party);
    Row {
        at: None,
        party: mark.party,
        place: Place::Mark { lane },
        label: Label::text(format!("expected {}", escape(&mark.wanted))),
        shape: None,
    }
}

/// What is drawn of an event.
fn row(event: &Event, lanes: &Lanes) -> Row {
    let own = lanes.of(event.party);
    let program = lanes.program();
    let terminal = lanes.terminal();
    let note = |lane, text: &str| (Place::Note { lane }, Label::text(text));
    let out = |label| (arrow(own, program), label);
    let back = |label| (arrow(program, own), label);
    let typed = |label| (arrow(terminal.unwrap_or(program), program), label);
    let printed = |label| (arrow(program, terminal.unwrap_or(program)), label);
    // On an arrow to the terminal the direction says it.
    let verb = |verb| if terminal.is_some() { "" } else { verb };
    let (place, label) = match &event.what {
        What::Connected => out(Label::text("connects")),
        What::Accepted => back(Label::text("connects")),
        What::Refused(error) => note(own, &format!("cannot connect: {}", escape(error))),
        What::Sent(bytes) => out(Label::bytes("", bytes)),
        What::Received(bytes) => back(Label::bytes("", bytes)),
        What::Finished => out(Label::text("finishes")),
        What::Closed => out(Label::text("closes")),
        What::Reset => out(Label::text("resets")),
        What::TheyEnded => back(Label::text("ends")),
        What::TheyReset => back(Label::text("resets")),
        What::Stalled => note(own, "stops reading"),
        What::Paused(time) => note(own, &format!("pauses {}", milliseconds(*time))),
        What::Typed(bytes) => typed(Label::bytes(verb("is typed "), bytes)),
        What::StdinEnded => typed(Label::text("end of input")),
        What::Printed(bytes) => printed(Label::bytes(verb("prints "), bytes)),
        What::Complained(bytes) => printed(Label::bytes("stderr ", bytes)),
        What::Interrupted => note(program, "is stopped and continued"),
        What::Stopped => note(program, "is stopped"),
        What::Continued => note(program, "goes on"),
        What::Exited(how) => note(program, &format!("ended: {}", escape(how))),
    };
    Row {
        at: Some(event.at),
        party: event.party,
        place,
        label: label.tagged(lanes.tag(event.party)),
        shape: Some((discriminant(&event.what), own)),
    }
}

/// An arrow between two lanes; what stays at one is a note there.
fn arrow(from: usize, to: usize) -> Place {
    if from == to {
        Place::Note { lane: from }
    } else {
        Place::Arrow { from, to }
    }
}

/// A time in milliseconds, with what is below only where it is all there is.
fn milliseconds(time: Duration) -> String {
    match time.as_micros() {
        micros @ 1..1000 => format!("{micros} us"),
        micros if micros < 1_000_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{} s", time.as_secs().min(999_999)),
    }
}
