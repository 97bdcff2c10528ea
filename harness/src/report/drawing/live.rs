//! A transcript drawn while it happens: each event as it comes, in lanes chosen beforehand.

use std::time::Duration;

use super::canvas::Canvas;
use super::fold::Item;
use super::lanes::Lanes;
use super::{clamp, row, row_of_mark};
use crate::finding::Mark;
use crate::program::{HARD_LIMIT, Role};
use crate::talk::{Action, Data, Expectation, Party, Step, Talk};
use crate::transcript::{Event, Excerpt, What};

/// A drawing that grows at its end.
///
/// Bytes that go on with the event before, as those of a long transfer do, are kept back until
/// something else happens, and then drawn as one row.
pub struct Live {
    canvas: Canvas,
    /// The last event drawn, with all that went on with it.
    last: Option<Event>,
    /// What went on with it, and is not drawn yet.
    rest: Option<Event>,
}

impl Live {
    /// A drawing for a talk that is about to be played, in so many columns at most
    /// ([`WIDTHS`](super::WIDTHS)).
    pub fn new(talk: &Talk, role: Role, width: usize) -> Live {
        let lanes = Lanes::new(role, talk.steps.iter().map(|step| step.party));
        let planned: Vec<Item> = (talk.steps.iter().enumerate())
            .flat_map(|(number, step)| plan(number, step, &lanes))
            .collect();
        Live {
            // A later time stands in the margin all the same, only without a blank behind it.
            canvas: Canvas::likely(lanes, &planned, HARD_LIMIT, clamp(width)),
            last: None,
            rest: None,
        }
    }

    /// The names above the lanes.
    pub fn head(&self) -> Vec<String> {
        self.canvas.head()
    }

    /// What is new, now that this has happened.
    pub fn draw(&mut self, event: &Event) -> Vec<String> {
        if self.last.as_mut().is_some_and(|last| last.absorb(event)) {
            match &mut self.rest {
                Some(rest) => {
                    rest.absorb(event);
                }
                None => self.rest = Some(event.clone()),
            }
            return Vec::new();
        }
        let mut lines = self.end();
        lines.extend(self.draw_row(event));
        self.last = Some(event.clone());
        lines
    }

    /// What was kept back: nothing more will happen.
    pub fn end(&mut self) -> Vec<String> {
        self.last = None;
        let rest = self.rest.take();
        rest.map_or_else(Vec::new, |rest| self.draw_row(&rest))
    }

    /// Where it failed. It is the end: see [`Live::end`].
    pub fn fail(&mut self, mark: &Mark) -> Vec<String> {
        let row = row_of_mark(mark, self.canvas.lanes());
        self.canvas.row(&row)
    }

    fn draw_row(&mut self, event: &Event) -> Vec<String> {
        let row = row(event, self.canvas.lanes());
        self.canvas.row(&row)
    }
}

/// What will be drawn of a step, as far as the talk says it: if it comes true, and if not.
fn plan(number: usize, step: &Step, lanes: &Lanes) -> Vec<Item> {
    let excerpt = |data: &Data| Excerpt::of(&data.bytes());
    let (what, wanted) = match (&step.action, step.party) {
        (Action::Send(data), Party::Peer(_)) => (What::Sent(excerpt(data)), None),
        (Action::Send(data), Party::Program) => (What::Typed(excerpt(data)), None),
        (Action::Pause(time), _) => (What::Paused(*time), None),
        (Action::Interrupt, _) => (What::Interrupted, None),
        (Action::Stop, _) => (What::Stopped, None),
        (Action::Continue, _) => (What::Continued, None),
        (Action::Finish, Party::Program) => (What::StdinEnded, None),
        (Action::Expect(Expectation::Bytes(data)), party) => {
            let bytes = excerpt(data);
            let wanted = bytes.in_short();
            let what = match party {
                Party::Peer(_) => What::Received(bytes),
                Party::Program => What::Printed(bytes),
            };
            (what, Some(wanted))
        }
        // All else is short, or known only when it happens.
        _ => return Vec::new(),
    };
    let event = Event {
        at: Duration::ZERO,
        party: step.party,
        what,
        step: Some(number),
    };
    let mark = wanted.map(|wanted| Mark {
        step: number,
        party: step.party,
        wanted,
    });
    let mark = mark.map(|mark| Item::Row(row_of_mark(&mark, lanes)));
    [Item::Row(row(&event, lanes))]
        .into_iter()
        .chain(mark)
        .collect()
}
