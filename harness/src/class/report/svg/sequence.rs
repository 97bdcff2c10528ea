//! A conversation as a sequence diagram: lanes from the top down, arrows between them.

use serde::Serialize;

use crate::report::drawing::{Diagram, DiagramRow, Kind};
use crate::talk::escape::{escape, width};

/// A diagram, each thing in its place.
#[derive(Debug, Serialize)]
pub struct Sequence {
    width: usize,
    height: usize,
    /// Where the lanes begin and end.
    top: usize,
    bottom: usize,
    lanes: Vec<Lane>,
    items: Vec<Item>,
    /// The same in words, for who cannot see it.
    words: String,
}

#[derive(Debug, Serialize)]
struct Lane {
    x: usize,
    name: String,
}

#[derive(Debug, Serialize)]
struct Item {
    kind: Kind,
    /// The middle of its last line.
    y: usize,
    /// Where an arrow begins and its shaft ends, or the lane of all else.
    x1: usize,
    x2: usize,
    /// The head of an arrow, as the points of a polygon.
    head: String,
    texts: Vec<Text>,
    /// What stands in the margin: a time, and a client's name.
    time: String,
    who: String,
}

#[derive(Debug, Serialize)]
struct Text {
    x: usize,
    y: usize,
    /// `start`, `middle` or `end`.
    anchor: &'static str,
    text: String,
}

/// The width of a column of text, and the height of a line, in units of the drawing.
const COLUMN: usize = 8;
const LINE: usize = 17;
/// The fewest units between two lanes, what an arrow needs beside its label, and what stands
/// between a lane and a text.
const NARROWEST: usize = 130;
const SHAFT: usize = 44;
const BESIDE: usize = 12;
/// The most columns of a line beside a lane.
const NOTE: usize = 40;
/// How long nothing must have happened for a row to have its time, in milliseconds.
const JUMP: f64 = 10.0;
/// The most lanes there are; a diagram with more was not drawn by this kit.
const MOST_LANES: usize = 8;

/// Puts the rows of a diagram in their places.
pub fn sequence(diagram: &Diagram) -> Option<Sequence> {
    let names: Vec<String> = diagram
        .lanes
        .iter()
        .take(MOST_LANES)
        .map(|name| escape(name))
        .collect();
    let last = names.len().checked_sub(1)?;
    let rows: Vec<Row> = diagram.rows.iter().map(|row| Row::of(row, last)).collect();
    let times = times(&diagram.rows);
    let who_columns = rows.iter().map(|row| width(&row.who)).max().unwrap_or(0);
    let time_columns = times.iter().map(|time| width(time)).max().unwrap_or(0);
    let margin = [time_columns, who_columns]
        .iter()
        .filter(|columns| **columns > 0)
        .map(|columns| (columns + 1) * COLUMN)
        .sum::<usize>();
    let half = |name: Option<&String>| name.map_or(0, |name| width(name) * COLUMN / 2 + 4);
    let first = margin + half(names.first()).max(10);
    let mut lanes = vec![Lane {
        x: first,
        name: names[0].clone(),
    }];
    let mut x = first;
    for (gap, name) in names.iter().enumerate().skip(1) {
        let needs = rows.iter().filter(|row| row.gap(last) == Some(gap - 1));
        x += needs.map(Row::width).max().unwrap_or(0).max(NARROWEST);
        lanes.push(Lane {
            x,
            name: name.clone(),
        });
    }
    let beyond = rows
        .iter()
        .filter(|row| row.gap(last).is_none())
        .map(Row::width)
        .max();
    let right = x + beyond.unwrap_or(0).max(half(names.last())).max(10);
    let top = LINE + 8;
    let mut y = top + 4;
    let mut items = Vec::new();
    for (row, time) in rows.iter().zip(times) {
        items.push(row.place(&lanes, last, time, &mut y));
    }
    let bottom = y + 8;
    Some(Sequence {
        width: right,
        height: bottom + 2,
        top,
        bottom,
        words: rows
            .iter()
            .map(|row| row.words(&names))
            .collect::<Vec<_>>()
            .join(" "),
        lanes,
        items,
    })
}

/// One row, its text cut into lines.
struct Row {
    kind: Kind,
    from: usize,
    to: usize,
    who: String,
    lines: Vec<String>,
}

impl Row {
    fn of(row: &DiagramRow, last: usize) -> Row {
        let text = escape(&row.text);
        let lines = match row.kind {
            Kind::Arrow | Kind::Gap => vec![text],
            Kind::Note | Kind::Mark => textwrap::wrap(&text, NOTE)
                .into_iter()
                .map(|line| line.into_owned())
                .collect(),
        };
        Row {
            kind: row.kind,
            from: row.from.min(last),
            to: row.to.min(last),
            who: row.who.as_ref().map_or_else(String::new, |who| escape(who)),
            lines,
        }
    }

    /// The gap between lanes in which it stands; none for what stands right of a lonely lane.
    fn gap(&self, last: usize) -> Option<usize> {
        match self.kind {
            Kind::Arrow if self.from != self.to => Some(self.from.min(self.to)),
            _ if last == 0 => None,
            _ => Some(self.from.min(last - 1)),
        }
    }

    /// What it needs there.
    fn width(&self) -> usize {
        let columns = self.lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let around = match self.kind {
            Kind::Arrow => SHAFT,
            Kind::Note | Kind::Mark | Kind::Gap => 2 * BESIDE + 4,
        };
        columns * COLUMN + around
    }

    /// Puts it below the last one.
    fn place(&self, lanes: &[Lane], last: usize, time: String, y: &mut usize) -> Item {
        let (x1, x2) = (lanes[self.from].x, lanes[self.to].x);
        let texts = match self.kind {
            Kind::Arrow if x1 != x2 => {
                *y += LINE;
                let text = self.lines.concat();
                let texts = vec![Text {
                    x: x1.midpoint(x2),
                    y: *y,
                    anchor: "middle",
                    text,
                }];
                *y += 8;
                texts
            }
            Kind::Gap => {
                *y += LINE + 4;
                let text = self.lines.concat();
                let texts = vec![Text {
                    x: x1 + BESIDE,
                    y: *y,
                    anchor: "start",
                    text,
                }];
                *y += 4;
                texts
            }
            _ => {
                // The last of several lanes has its notes on its left, as in the text.
                let is_left = last > 0 && self.from == last;
                let mut texts = Vec::new();
                for line in &self.lines {
                    *y += LINE;
                    texts.push(Text {
                        x: if is_left { x1 - BESIDE } else { x1 + BESIDE },
                        y: *y,
                        anchor: if is_left { "end" } else { "start" },
                        text: line.clone(),
                    });
                }
                *y += 6;
                texts
            }
        };
        let middle = match self.kind {
            Kind::Arrow if x1 != x2 => *y,
            _ => texts.first().map_or(*y, |text| text.y - 4),
        };
        *y += 3;
        let back = if x1 < x2 {
            x2.saturating_sub(8)
        } else {
            x2 + 8
        };
        let head = format!("{x2},{middle} {back},{} {back},{}", middle - 4, middle + 4);
        Item {
            kind: match self.kind {
                Kind::Arrow if x1 == x2 => Kind::Note,
                kind => kind,
            },
            y: middle,
            x1,
            x2: if x1 == x2 { x2 } else { back },
            head,
            texts,
            time,
            who: self.who.clone(),
        }
    }

    fn words(&self, names: &[String]) -> String {
        let who = match self.who.is_empty() {
            true => String::new(),
            false => format!("{}, ", self.who),
        };
        let text = self.lines.join(" ");
        match self.kind {
            Kind::Arrow if self.from != self.to => {
                format!("{who}{} to {}: {text}.", names[self.from], names[self.to])
            }
            Kind::Mark => format!("Failed at {who}{}: {text}.", names[self.from]),
            Kind::Gap => text,
            _ => format!("{who}{}: {text}.", names[self.from]),
        }
    }
}

/// The times of those rows before which nothing happened for a while.
fn times(rows: &[DiagramRow]) -> Vec<String> {
    let mut before = 0.0;
    let time = |row: &DiagramRow| {
        let Some(at) = row.at_ms else {
            return String::new();
        };
        let jump = at - before;
        before = at;
        match jump >= JUMP {
            true if at >= 1e6 => format!("{:.0} s", at / 1000.0),
            true => format!("{at:.0} ms"),
            false => String::new(),
        }
    };
    rows.iter().map(time).collect()
}
