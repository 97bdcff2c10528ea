//! One expectation of a talk, and how far it has come true.

use regex_lite::Regex;

use super::Reason;
use super::inbox::{End, Inbox};
use crate::program::{Ended, Program, Stream};
use crate::talk::Expectation;

/// An expectation on its way.
#[derive(Debug)]
pub struct Expecting {
    wants: Wants,
    /// The bytes that were wanted, where bytes were.
    expected: Vec<u8>,
    /// How many of them have come.
    matched: usize,
    /// What came in place of the next one.
    instead: Vec<u8>,
}

#[derive(Debug)]
enum Wants {
    Bytes,
    Line(Regex),
    Number(f64),
    End,
    Nothing,
    Exit(i32),
    Says(Regex),
}

/// How far it has come.
#[derive(Debug, PartialEq)]
pub enum Progress {
    /// It came true.
    Done,
    /// It may yet.
    Wanting,
    /// It never will.
    Failed(Reason),
}

/// Wanted bytes beside those that came, around the first that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where the windows begin in all of what was wanted, in bytes.
    pub start: usize,
    /// The first byte that differs, or did not come, counted in the same way.
    pub at: usize,
    /// How many bytes were wanted.
    pub length: usize,
    /// The wanted bytes from `start` on, some of them.
    pub expected: Vec<u8>,
    /// The bytes that came from `start` on, some of them.
    pub got: Vec<u8>,
}

/// Messages up to this length are shown whole, in bytes.
const WHOLE: usize = 160;
/// How much is shown before and after the first difference of longer ones.
const BEFORE: usize = 24;
const AFTER: usize = 40;

impl Expecting {
    /// # Errors
    /// An expression that does not compile; the parser of talks lets none through.
    pub fn new(expectation: &Expectation) -> Result<Expecting, Reason> {
        let mut expected = Vec::new();
        let compile = |source: &str| {
            Regex::new(source).map_err(|error| Reason::Harness(format!("/{source}/: {error}")))
        };
        let wants = match expectation {
            Expectation::Bytes(data) => {
                expected = data.bytes();
                Wants::Bytes
            }
            Expectation::Line(source) => Wants::Line(compile(source)?),
            Expectation::Number(number) => Wants::Number(
                number
                    .parse()
                    .map_err(|_| Reason::Harness(format!("`{number}` is no number")))?,
            ),
            Expectation::End => Wants::End,
            Expectation::Nothing => Wants::Nothing,
            Expectation::Exit(status) => Wants::Exit(*status),
            Expectation::Says(source) => Wants::Says(compile(source)?),
        };
        Ok(Expecting {
            wants,
            expected,
            matched: 0,
            instead: Vec::new(),
        })
    }

    /// Whether a program that has come to rest fulfils it.
    pub fn is_met_by_rest(&self) -> bool {
        matches!(self.wants, Wants::Nothing)
    }

    /// Takes from the inbox what it wants.
    pub fn advance(&mut self, inbox: &mut Inbox, program: &Program) -> Progress {
        match &self.wants {
            Wants::Bytes => self.match_bytes(inbox),
            Wants::Line(_) | Wants::Number(_) => self.match_line(inbox),
            // That bytes are missing shows before it; how the connection ends is untested.
            Wants::End if inbox.waiting().is_empty() => match inbox.ended() {
                Some(End::Finished | End::Reset) => Progress::Done,
                None => Progress::Wanting,
            },
            Wants::Nothing if inbox.waiting().is_empty() => match inbox.ended() {
                Some(_) => Progress::Done,
                None => Progress::Wanting,
            },
            Wants::End | Wants::Nothing => {
                self.instead = inbox.waiting()[..inbox.waiting().len().min(AFTER)].to_vec();
                Progress::Failed(Reason::Unexpected)
            }
            Wants::Exit(status) => match program.output().ended() {
                Some(Ended::Status(code)) if code == *status => Progress::Done,
                Some(ended) => Progress::Failed(Reason::WrongEnd(ended)),
                None => Progress::Wanting,
            },
            Wants::Says(pattern) => {
                let said = program.output().text(Stream::Stderr);
                if pattern.is_match(&said) {
                    return Progress::Done;
                }
                self.instead = said.into_bytes();
                match program.output().ended() {
                    Some(_) => Progress::Failed(Reason::SaysNot),
                    None => Progress::Wanting,
                }
            }
        }
    }

    fn match_line(&mut self, inbox: &mut Inbox) -> Progress {
        let waiting = inbox.waiting();
        let Some(end) = waiting.iter().position(|byte| *byte == b'\n') else {
            self.instead = waiting[..waiting.len().min(WHOLE)].to_vec();
            return ended(inbox);
        };
        let line = String::from_utf8_lossy(&waiting[..end]).into_owned();
        let fits = match &self.wants {
            Wants::Line(pattern) => pattern.is_match(&line),
            Wants::Number(number) => line.parse().is_ok_and(|given| is_close(given, *number)),
            _ => false,
        };
        if fits {
            inbox.take(end + 1);
            return Progress::Done;
        }
        self.instead = line.into_bytes();
        self.instead.truncate(WHOLE);
        Progress::Failed(Reason::Differs)
    }

    fn match_bytes(&mut self, inbox: &mut Inbox) -> Progress {
        let wanted = &self.expected[self.matched..];
        let waiting = inbox.waiting();
        let count = wanted.len().min(waiting.len());
        if wanted[..count] == waiting[..count] {
            inbox.take(count);
            self.matched += count;
            return if self.matched == self.expected.len() {
                Progress::Done
            } else {
                ended(inbox)
            };
        }
        let same = wanted
            .iter()
            .zip(waiting)
            .take_while(|(want, got)| want == got)
            .count();
        self.matched += same;
        inbox.take(same);
        self.instead = inbox.waiting()[..inbox.waiting().len().min(WHOLE)].to_vec();
        Progress::Failed(Reason::Differs)
    }

    /// What was wanted beside what came.
    pub fn gap(&self) -> Option<Gap> {
        match self.wants {
            Wants::Exit(_) => return None,
            Wants::Bytes => {}
            _ if self.instead.is_empty() => return None,
            _ => {}
        }
        let start = if self.expected.len() <= WHOLE {
            0
        } else {
            self.matched.saturating_sub(BEFORE)
        };
        let end = if start == 0 && self.expected.len() <= WHOLE {
            self.expected.len()
        } else {
            (self.matched + AFTER).min(self.expected.len())
        };
        let mut got = self.expected[start..self.matched].to_vec();
        let room = (end.max(self.matched + AFTER) - start).saturating_sub(got.len());
        got.extend(&self.instead[..self.instead.len().min(room)]);
        Some(Gap {
            start,
            at: self.matched,
            length: self.expected.len(),
            expected: self.expected[start..end].to_vec(),
            got,
        })
    }
}

/// Whether a number is the wanted one but for its last places. The contract allows 4 of them;
/// what is wanted was rounded itself, from integers that a float need not hold.
fn is_close(given: f64, wanted: f64) -> bool {
    const PLACES: f64 = 6.0;
    let place = (wanted.abs().next_up() - wanted.abs()).max(f64::MIN_POSITIVE);
    given.is_finite() && (given - wanted).abs() <= PLACES * place
}

/// Whether more can come.
fn ended(inbox: &Inbox) -> Progress {
    match inbox.ended() {
        None => Progress::Wanting,
        Some(End::Finished) => Progress::Failed(Reason::TheyEnded),
        Some(End::Reset) => Progress::Failed(Reason::TheyReset),
    }
}
