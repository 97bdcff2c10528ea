//! The search for an order, reply by reply.
//!
//! A [`Position`] is a state, and which of the running operations have already taken effect.
//! Reply by reply, in the order in which they came: where its operation has not taken effect yet,
//! it has to now, perhaps behind some others that are running. Each way to do so leads to a
//! position before the next reply. Depth goes first, and no position is gone through twice. That
//! alone is right, and too slow, since of 16 running operations any of the other 15 may come
//! first or not; so what cannot make a difference is left out:
//!
//! - A read whose reply is right takes effect at once: that costs nothing later.
//! - Others take effect late. What comes before the reply's operation has to clash with something
//!   behind it, or it could come after as well: where that leads to can still be reached later,
//!   from a position that is looked at anyway.
//! - Of two in a row that do not clash, one order is enough.
//! - An operation without a reply that changes nothing need not take effect, and of several that
//!   ask the same the first does.

use std::collections::{BTreeSet, VecDeque};

use super::super::Model;
use super::clashes::Clashes;
use super::ledger::{Ledger, StateNumber};
use super::moments::Moments;
use super::timeline::{Bits, Place, Timeline};

/// Where a search stands before a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// The running operations that have taken effect.
    pub taken: Bits,
    /// The state that they and all that have ended have led to.
    pub state: StateNumber,
}

impl Position {
    /// Before the first request.
    pub fn new(state: StateNumber) -> Position {
        Position { taken: 0, state }
    }
}

/// What a search has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// An order that explains all replies.
    Explained,
    /// That there is none.
    Unexplained,
}

/// The search was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutOfSteps;

/// One search.
pub(super) struct Search<'a, 'h, M: Model> {
    timeline: &'a Timeline<'h, M>,
    clashes: Clashes<'a, 'h, M>,
    ledger: &'a mut Ledger<'h, M>,
    moments: Moments,
    steps: u64,
}

/// The ways to get past one reply from one position.
struct Frame {
    reply: Place,
    /// What may have to come before its operation, the likely first.
    candidates: Vec<Place>,
    /// By their cost.
    tasks: Vec<VecDeque<Task>>,
    seen: BTreeSet<Position>,
}

/// What to do with a path. It costs 1 for each candidate that is on it or was passed over: those
/// that are likely to come first are tried first, alone and together.
enum Task {
    /// Try the reply's operation.
    Finish(Path),
    /// Try the candidate with this number.
    Prolong(Path, usize),
}

/// A position, and how it was come to from the frame's.
#[derive(Clone, Copy)]
struct Path {
    position: Position,
    /// What is on it and clashes with nothing that came later.
    idle: Bits,
    /// The number of the candidate that came last, if no read followed it.
    last: Option<usize>,
}

impl Path {
    fn new(position: Position) -> Path {
        Path {
            position,
            idle: 0,
            last: None,
        }
    }
}

/// What lies behind a position.
enum Entered {
    /// No reply is left to explain.
    End,
    /// Nothing that was not looked at before.
    Known,
    Frame(Frame),
}

impl Frame {
    fn new(reply: Place, candidates: Vec<Place>, path: Path) -> Frame {
        Frame {
            reply,
            candidates,
            tasks: vec![VecDeque::from([Task::Finish(path)])],
            seen: BTreeSet::new(),
        }
    }

    fn push(&mut self, cost: usize, task: Task) {
        if self.tasks.len() <= cost {
            self.tasks.resize_with(cost + 1, VecDeque::new);
        }
        self.tasks[cost].push_back(task);
    }
}

impl<'a, 'h, M: Model> Search<'a, 'h, M> {
    /// A search through these moments that takes at most so many steps.
    pub fn new(
        model: &'a M,
        timeline: &'a Timeline<'h, M>,
        ledger: &'a mut Ledger<'h, M>,
        moments: Moments,
        steps: u64,
    ) -> Search<'a, 'h, M> {
        Search {
            timeline,
            clashes: Clashes::new(model, timeline, moments.answered()),
            ledger,
            moments,
            steps,
        }
    }

    /// Where it has been, and how many steps are left.
    pub fn into_parts(self) -> (Moments, u64) {
        (self.moments, self.steps)
    }

    /// Searches from each of these positions before a reply.
    ///
    /// # Errors
    /// Where all steps are used up.
    pub fn run(&mut self, first: Place, roots: Vec<Position>) -> Result<Outcome, OutOfSteps> {
        for root in roots {
            let mut frames = Vec::new();
            let mut next = Some((first, root));
            loop {
                if let Some((reply, position)) = next.take() {
                    match self.enter(reply, position)? {
                        Entered::End => return Ok(Outcome::Explained),
                        Entered::Known => {}
                        Entered::Frame(frame) => frames.push(frame),
                    }
                }
                let Some(frame) = frames.last_mut() else {
                    break;
                };
                match self.advance(frame)? {
                    Some(position) => next = Some((frame.reply + 1, position)),
                    None => _ = frames.pop(),
                }
            }
        }
        Ok(Outcome::Unexplained)
    }

    /// Goes on to the next reply whose operation has not taken effect.
    fn enter(&mut self, mut reply: Place, mut position: Position) -> Result<Entered, OutOfSteps> {
        while reply < self.moments.answered() {
            if !self.moments.insert(reply, position) {
                return Ok(Entered::Known);
            }
            let path = self.take_reads(reply, Path::new(position))?;
            position = path.position;
            if !self.has(position, reply) {
                let candidates = self.clashes.candidates(reply, position.taken);
                let path = Path::new(position);
                return Ok(Entered::Frame(Frame::new(reply, candidates, path)));
            }
            position.taken &= !self.timeline.bit(reply);
            reply += 1;
        }
        Ok(Entered::End)
    }

    /// The next way to get past a frame's reply.
    fn advance(&mut self, frame: &mut Frame) -> Result<Option<Position>, OutOfSteps> {
        let mut cost = 0;
        while let Some(tasks) = frame.tasks.get_mut(cost) {
            match tasks.pop_front() {
                None => cost += 1,
                Some(Task::Finish(path)) => {
                    if !self.has(path.position, frame.reply) {
                        self.prolong_by(frame, 0, path, cost + 1);
                    }
                    let found = self.finish(frame.reply, path)?;
                    if found.is_some() {
                        return Ok(found);
                    }
                }
                Some(Task::Prolong(path, number)) => {
                    self.prolong_by(frame, number + 1, path, cost + 1);
                    if let Some(longer) = self.prolong(frame, number, path)?
                        && frame.seen.insert(longer.position)
                    {
                        frame.push(cost, Task::Finish(longer));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The position behind the reply, if its operation can take effect at the end of the path,
    /// and had to wait for all that is on it.
    fn finish(&mut self, reply: Place, mut path: Path) -> Result<Option<Position>, OutOfSteps> {
        let own = self.timeline.bit(reply);
        if path.position.taken & own == 0 {
            let Some(after) = self.step(path.position.state, reply)? else {
                return Ok(None);
            };
            path = self.take(path, reply, reply, after);
        }
        if path.idle & !own != 0 {
            return Ok(None);
        }
        let mut position = self.take_reads(reply, path)?.position;
        position.taken &= !own;
        Ok(Some(position))
    }

    /// Looks forward to prolonging a path by the first candidate from this number on that may be
    /// of use, at 1 more for each that is passed over.
    fn prolong_by(&mut self, frame: &mut Frame, first: usize, path: Path, mut cost: usize) {
        for number in first..frame.candidates.len() {
            let place = frame.candidates[number];
            if self.has(path.position, place) {
                continue;
            }
            if self.is_of_use(frame, number, path) {
                return frame.push(cost, Task::Prolong(path, number));
            }
            cost += 1;
        }
    }

    /// Whether a path with this candidate at its end may lead where no other does.
    fn is_of_use(&mut self, frame: &Frame, number: usize, path: Path) -> bool {
        let place = frame.candidates[number];
        // The same two in their other order lead to the same.
        if let Some(last) = path.last
            && last > number
            && self.clashes.of(frame.reply, place) & self.timeline.bit(frame.candidates[last]) == 0
        {
            return false;
        }
        self.is_answered(place) || !self.has_twin(&frame.candidates[..number], place, path.position)
    }

    /// The path that is longer by one of the candidates, if that can take effect and changes
    /// anything.
    fn prolong(
        &mut self,
        frame: &Frame,
        number: usize,
        path: Path,
    ) -> Result<Option<Path>, OutOfSteps> {
        let place = frame.candidates[number];
        let Some(after) = self.step(path.position.state, place)? else {
            return Ok(None);
        };
        if !self.is_answered(place) && after == path.position.state {
            return Ok(None);
        }
        let mut longer = self.take(path, frame.reply, place, after);
        longer.last = Some(number);
        self.take_reads(frame.reply, longer).map(Some)
    }

    /// Whether one of those before it can stand for an operation without a reply.
    fn has_twin(&self, before: &[Place], place: Place, position: Position) -> bool {
        let request = |place| &self.timeline.operation(place).request;
        before.iter().any(|&other| {
            !self.is_answered(other)
                && !self.has(position, other)
                && request(other) == request(place)
        })
    }

    /// Lets every running read take effect whose reply is right.
    fn take_reads(&mut self, reply: Place, mut path: Path) -> Result<Path, OutOfSteps> {
        let timeline = self.timeline;
        for &place in timeline.running(reply) {
            if self.is_answered(place)
                && self.clashes.is_read(place)
                && !self.has(path.position, place)
                && let Some(after) = self.step(path.position.state, place)?
            {
                path = self.take(path, reply, place, after);
                path.last = None;
            }
        }
        Ok(path)
    }

    /// Lets an operation take effect, that runs when a reply comes.
    fn take(&mut self, mut path: Path, reply: Place, place: Place, after: StateNumber) -> Path {
        path.position.taken |= self.timeline.bit(place);
        path.position.state = after;
        path.idle &= !self.clashes.of(reply, place);
        if !self.clashes.is_read(place) {
            path.idle |= self.timeline.bit(place);
        }
        path
    }

    fn has(&self, position: Position, place: Place) -> bool {
        position.taken & self.timeline.bit(place) != 0
    }

    fn is_answered(&self, place: Place) -> bool {
        place < self.moments.answered()
    }

    /// The state after an operation, if it explains the reply.
    fn step(
        &mut self,
        state: StateNumber,
        place: Place,
    ) -> Result<Option<StateNumber>, OutOfSteps> {
        self.steps = self.steps.checked_sub(1).ok_or(OutOfSteps)?;
        let operation = self.timeline.operation(place);
        let reply = operation.reply.as_ref().filter(|_| self.is_answered(place));
        Ok(self.ledger.step(state, place, &operation.request, reply))
    }
}
