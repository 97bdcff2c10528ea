//! Where the lanes stand, and rows painted between them.

use std::time::Duration;

use super::fold::Item;
use super::lanes::Lanes;
use super::{Place, Row, milliseconds};
use crate::talk::escape::{columns, width};

/// The columns of a drawing.
pub(super) struct Canvas {
    lanes: Lanes,
    names: Vec<String>,
    /// The columns of the times, with the blank behind them.
    margin: usize,
    /// The column of each lane.
    at: Vec<usize>,
    width: usize,
    /// When the last row happened.
    before: Duration,
}

/// The fewest columns between two lanes, where there is room.
const NARROWEST: usize = 24;
/// The fewest where nobody knows yet what will stand there: room for a short line, or for the
/// beginning of a long one.
const LIKELY: usize = 40;
/// What an arrow needs beside its label: blanks, head, and a shaft that can be seen.
const SHAFT: usize = 10;
/// How long nothing must have happened for a row to have its time.
const JUMP: Duration = Duration::from_millis(10);

impl Canvas {
    /// Lanes so far apart that the rows fit, as far as the width allows.
    pub fn fitting(lanes: Lanes, items: &[Item], columns: usize) -> Canvas {
        let rows = items.iter().filter_map(|item| match item {
            Item::Row(row) => row.at,
            Item::Gap(_) => None,
        });
        let latest = rows.max().unwrap_or_default();
        let needs = needs(&lanes, items, NARROWEST);
        Canvas::new(lanes, latest, &needs, columns)
    }

    /// Lanes for rows that are not all known yet, but likely to be like these; none will be
    /// later than `latest`.
    pub fn likely(lanes: Lanes, items: &[Item], latest: Duration, columns: usize) -> Canvas {
        let needs = needs(&lanes, items, LIKELY);
        Canvas::new(lanes, latest, &needs, columns)
    }

    fn new(lanes: Lanes, latest: Duration, needs: &[usize], columns: usize) -> Canvas {
        let names = lanes.names();
        let margin = milliseconds(latest).len().max("99 ms".len()) + 1;
        let half = |name: Option<&String>| name.map_or(0, |name| name.len() / 2);
        let first = margin + half(names.first()).max(lanes.row_names() + 1);
        let last = columns - 1 - half(names.last());
        let mut at = vec![first];
        let mut lane = first;
        for gap in share(needs, last - first - needs.len()) {
            lane += gap + 1;
            at.push(lane);
        }
        Canvas {
            lanes,
            names,
            margin,
            at,
            width: columns,
            before: Duration::ZERO,
        }
    }

    /// Who has which lane.
    pub fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// The names above the lanes.
    pub fn head(&self) -> Vec<String> {
        let mut line = Line::blank(self.width);
        for (name, at) in self.names.iter().zip(&self.at) {
            line.put(at - name.len() / 2, name);
        }
        vec![line.finish()]
    }

    /// The next row, which may take several lines.
    pub fn row(&mut self, row: &Row) -> Vec<String> {
        let time = row.at.filter(|at| at.saturating_sub(self.before) >= JUMP);
        self.before = row.at.unwrap_or(self.before);
        let mut lines = match row.place {
            Place::Arrow { from, to } => vec![self.arrow(row, from, to)],
            Place::Note { lane } => self.note(row, lane),
            Place::Mark { lane } => return self.mark(row, lane),
        };
        if let (Some(first), Some(time)) = (lines.first_mut(), time) {
            let time = milliseconds(time);
            first.put((self.margin - 1).saturating_sub(time.len()), &time);
        }
        if let (Some(first), Some(name)) = (lines.first_mut(), self.lanes.row_name(row.party)) {
            first.put((self.at[0] - 1).saturating_sub(name.len()), &name);
        }
        lines.into_iter().map(Line::finish).collect()
    }

    /// A row that says what was left out.
    pub fn gap(&self, text: &str) -> String {
        let mut line = self.blank('┊');
        line.put(self.at[0] + 2, text);
        line.finish()
    }

    fn arrow(&self, row: &Row, from: usize, to: usize) -> Line {
        let (left, right) = (self.at[from.min(to)], self.at[from.max(to)]);
        let inner = right - left - 1;
        let label = row.label.line(inner - 5);
        let mut line = self.blank('│');
        line.put(left + 1, &"─".repeat(inner));
        if from < to {
            line.put(right - 1, "▶");
        } else {
            line.put(left + 1, "◀");
        }
        let before = 5.min((inner - width(&label)) / 2);
        line.put(left + before, &format!(" {label} "));
        line
    }

    /// Text beside a lane, towards the middle of the drawing.
    fn note(&self, row: &Row, lane: usize) -> Vec<Line> {
        let (start, room) = self.beside(lane);
        let texts = row.label.lines(room);
        let widest = texts.iter().map(|text| width(text)).max().unwrap_or(0);
        let is_left = start < self.at[lane];
        texts
            .iter()
            .map(|text| {
                let mut line = self.blank('│');
                line.put(
                    if is_left {
                        start + room - widest
                    } else {
                        start
                    },
                    text,
                );
                line
            })
            .collect()
    }

    /// A cross on the lane, its text beside it or, where that is too narrow, below.
    fn mark(&self, row: &Row, lane: usize) -> Vec<String> {
        let (_, room) = self.beside(lane);
        let is_wide_enough = row.label.width() <= room;
        let beside = if is_wide_enough {
            self.note(row, lane)
        } else {
            Vec::new()
        };
        let mut first = beside.into_iter().next().unwrap_or_else(|| self.blank('│'));
        first.put(self.at[lane], "✗");
        if let Some(name) = self.lanes.row_name(row.party) {
            first.put((self.at[0] - 1).saturating_sub(name.len()), &name);
        }
        let mut lines = vec![first.finish()];
        if !is_wide_enough {
            let is_on_the_right = lane > 0 && lane + 1 == self.at.len();
            let room = match is_on_the_right {
                true => self.at[lane] - 1,
                false => self.width - self.margin - 2,
            };
            let below = row.label.lines(room);
            for (index, text) in below.iter().enumerate() {
                let cross = if index == 0 { "✗" } else { " " };
                lines.push(match is_on_the_right {
                    true => format!("{:1$}{text} {cross}", "", room.saturating_sub(width(text)))
                        .trim_end()
                        .to_owned(),
                    false => format!("{:1$}{cross} {text}", "", self.margin),
                });
            }
        }
        lines
    }

    /// Where text beside a lane may stand: its first column, and how many there are.
    fn beside(&self, lane: usize) -> (usize, usize) {
        let is_last = lane + 1 == self.at.len();
        match self.at.get(gap_beside(lane, self.at.len())) {
            Some(&left) if is_last && lane > 0 => (left + 2, self.at[lane] - left - 3),
            Some(&left) if !is_last => (left + 2, self.at[lane + 1] - left - 3),
            _ => (self.at[lane] + 2, self.width - self.at[lane] - 2),
        }
    }

    /// A line with nothing but the lanes.
    fn blank(&self, lane: char) -> Line {
        let mut line = Line::blank(self.width);
        for &at in &self.at {
            line.put(at, lane.encode_utf8(&mut [0; 4]));
        }
        line
    }
}

/// How many columns each gap between two lanes needs, `least` at least.
fn needs(lanes: &Lanes, items: &[Item], least: usize) -> Vec<usize> {
    let count = lanes.names().len();
    let mut needs = vec![least; count - 1];
    for item in items {
        let (gap, need) = match item {
            Item::Gap(text) => (0, width(text) + 3),
            Item::Row(row) => {
                let label = row.label.width();
                match row.place {
                    Place::Arrow { from, to } => (from.min(to), label + SHAFT),
                    Place::Note { lane } | Place::Mark { lane } => {
                        (gap_beside(lane, count), label + 2)
                    }
                }
            }
        };
        if let Some(most) = needs.get_mut(gap) {
            *most = need.max(*most);
        }
    }
    needs
}

/// The gap in which the notes of a lane stand: the one on its right, if there is one.
fn gap_beside(lane: usize, lanes: usize) -> usize {
    if lane + 1 < lanes {
        lane
    } else {
        lane.saturating_sub(1)
    }
}

/// Shares out the columns: each gap what it needs, or else what its neighbour leaves, but at
/// least its fair part.
fn share(needs: &[usize], all: usize) -> Vec<usize> {
    match *needs {
        [one] => vec![one.min(all)],
        [left, right] if left + right > all => {
            let half = all / 2;
            if left <= half {
                vec![left, all - left]
            } else if right <= half {
                vec![all - right, right]
            } else {
                vec![half, all - half]
            }
        }
        _ => needs.to_vec(),
    }
}

/// One line, a string for each column; the second column of a wide character is empty.
struct Line {
    columns: Vec<String>,
}

impl Line {
    fn blank(width: usize) -> Line {
        Line {
            columns: vec![" ".to_owned(); width],
        }
    }

    /// Writes a text over what is there; what is beyond the width is lost.
    fn put(&mut self, at: usize, text: &str) {
        let mut at = at;
        for c in text.chars() {
            let end = at + columns(c);
            if end > self.columns.len() {
                return;
            }
            self.columns[at] = c.to_string();
            self.columns[at + 1..end].fill(String::new());
            at = end;
        }
    }

    fn finish(self) -> String {
        self.columns.concat().trim_end().to_owned()
    }
}
