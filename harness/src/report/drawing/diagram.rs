//! A transcript as a sequence diagram for programs: the rows of the drawing in text, as data, so
//! that a page can draw them with lines of its own.

use serde::{Deserialize, Serialize};

use super::fold::{self, Item};
use super::lanes::Lanes;
use super::{Place, Row as Drawn, rows};
use crate::finding::Mark;
use crate::program::Role;
use crate::transcript::Transcript;

/// Who said what to whom, from the top down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagram {
    /// The names above the lanes, from the left.
    pub lanes: Vec<String>,
    /// What happened, long runs folded as in the drawing in text.
    pub rows: Vec<Row>,
}

/// One row of a [`Diagram`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// When it happened, in milliseconds since the beginning; a mark and a gap have no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<f64>,
    /// Whose row it is, where clients share a lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// How it is drawn.
    pub kind: Kind,
    /// The lane where it begins, from 0.
    pub from: usize,
    /// The lane where an arrow ends; where it begins for all else.
    pub to: usize,
    /// What stands there. It holds no character that a terminal could obey.
    pub text: String,
}

/// How a row is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// From one lane to another.
    Arrow,
    /// Beside a lane.
    Note,
    /// On the lane whose expectation failed.
    Mark,
    /// Across all lanes: rows were left out, and the text says how many.
    Gap,
}

/// The longest text of a row, in columns.
const LONGEST: usize = 200;
/// The longest text of an arrow, which takes one line.
const LONGEST_ARROW: usize = 64;

/// What happened, and where it failed: the rows of [`draw`](super::draw).
pub fn diagram(transcript: &Transcript, mark: Option<&Mark>, role: Role) -> Diagram {
    let (lanes, rows) = rows(transcript, mark, role);
    Diagram {
        lanes: lanes.names(),
        rows: fold::fold(rows)
            .into_iter()
            .map(|item| match item {
                Item::Row(row) => told(&row, &lanes),
                Item::Gap(text) => Row {
                    at_ms: None,
                    who: None,
                    kind: Kind::Gap,
                    from: 0,
                    to: 0,
                    text,
                },
            })
            .collect(),
    }
}

fn told(row: &Drawn, lanes: &Lanes) -> Row {
    let (kind, from, to) = match row.place {
        Place::Arrow { from, to } => (Kind::Arrow, from, to),
        Place::Note { lane } => (Kind::Note, lane, lane),
        Place::Mark { lane } => (Kind::Mark, lane, lane),
    };
    let room = match kind {
        Kind::Arrow => LONGEST_ARROW,
        _ => LONGEST,
    };
    Row {
        at_ms: row.at.map(|at| at.as_micros() as f64 / 1000.0),
        who: lanes.row_name(row.party),
        kind,
        from,
        to,
        text: row.label.line(room),
    }
}
