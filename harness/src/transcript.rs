//! A transcript: what really happened when a talk was played, in the order in which it happened.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::talk::Party;
use crate::talk::escape::marks;

/// What happened in one play of a talk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// The events, the earliest first.
    pub events: Vec<Event>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When, counted from the beginning of the play; as JSON in milliseconds.
    #[serde(serialize_with = "as_milliseconds")]
    pub at: Duration,
    /// At whose end; as JSON in the word of the talks, `"1"` or `"program"`.
    #[serde(serialize_with = "as_word")]
    pub party: Party,
    /// What happened.
    pub what: What,
    /// The step of the talk that it belongs to, from 0.
    pub step: Option<usize>,
}

/// What can happen at one end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The peer has connected to the program.
    Connected,
    /// The peer has taken a connection from the program.
    Accepted,
    /// The peer could not connect, and why.
    Refused(String),
    /// The peer has sent these bytes.
    Sent(Excerpt),
    /// These bytes have come from the program.
    Received(Excerpt),
    /// The peer will send nothing more: its half-close.
    Finished,
    /// The peer has closed its connection.
    Closed,
    /// The peer has reset its connection.
    Reset,
    /// The program will send nothing more on this connection: its FIN.
    TheyEnded,
    /// The program has reset this connection.
    TheyReset,
    /// The peer reads nothing from now on.
    Stalled,
    /// Nothing was done for so long; as JSON in milliseconds.
    Paused(#[serde(serialize_with = "as_milliseconds")] Duration),
    /// These bytes were typed to the program.
    Typed(Excerpt),
    /// The program has written these bytes to its standard output.
    Printed(Excerpt),
    /// The program has written these bytes to its standard error.
    Complained(Excerpt),
    /// The program's standard input has ended.
    StdinEnded,
    /// The program was stopped and continued.
    Interrupted,
    /// The program stands still from now on.
    Stopped,
    /// The program goes on.
    Continued,
    /// The program has ended, and how: `exit status 1`, `signal 11 (SIGSEGV)`.
    Exited(String),
}

/// The beginning of some bytes, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The first of them, at most [`LONGEST_HEAD`]; as JSON in the form of a talk's strings.
    #[serde(serialize_with = "as_string")]
    pub head: Vec<u8>,
    /// How many there are in all.
    pub length: usize,
}

/// How many bytes an [`Excerpt`] keeps.
pub const LONGEST_HEAD: usize = 64;

impl Transcript {
    /// Adds what happened next. Bytes that go on where the last event ended join it: the same
    /// way, at the same end, and for the same step as far as that is known.
    pub fn push(&mut self, at: Duration, party: Party, what: What, step: Option<usize>) {
        let next = Event {
            at,
            party,
            what,
            step,
        };
        let goes_on = |last: &mut Event| last.absorb(&next);
        if !self.events.last_mut().is_some_and(goes_on) {
            self.events.push(next);
        }
    }
}

impl Event {
    /// Takes in the next event, if it only goes on with the bytes of this one; says whether it
    /// did.
    pub(crate) fn absorb(&mut self, next: &Event) -> bool {
        let is_of_the_same = self.step == next.step || self.step.is_none() || next.step.is_none();
        if self.party != next.party || !is_of_the_same {
            return false;
        }
        let Some((bytes, more)) = self.what.continued_by(&next.what) else {
            return false;
        };
        bytes.extend(more);
        self.step = self.step.or(next.step);
        true
    }
}

impl What {
    /// The bytes of both, where both are the same kind of bytes.
    fn continued_by<'a>(&mut self, next: &'a What) -> Option<(&mut Excerpt, &'a Excerpt)> {
        match (self, next) {
            (What::Sent(bytes), What::Sent(more))
            | (What::Received(bytes), What::Received(more))
            | (What::Typed(bytes), What::Typed(more))
            | (What::Printed(bytes), What::Printed(more))
            | (What::Complained(bytes), What::Complained(more)) => Some((bytes, more)),
            _ => None,
        }
    }
}

impl Excerpt {
    /// The excerpt of these bytes.
    pub fn of(bytes: &[u8]) -> Excerpt {
        Excerpt {
            head: bytes[..bytes.len().min(LONGEST_HEAD)].to_vec(),
            length: bytes.len(),
        }
    }

    /// Adds the bytes that follow.
    pub fn extend(&mut self, more: &Excerpt) {
        // A head that was cut goes no further: what follows it is not known.
        if self.head.len() == self.length {
            let room = LONGEST_HEAD.saturating_sub(self.head.len());
            self.head.extend(more.head.iter().take(room));
        }
        self.length = self.length.saturating_add(more.length);
    }

    /// The bytes as a talk's string in at most so many columns: whole, or
    /// `"xxxx…" (65536 bytes)`, or `65536 bytes` where nothing else fits.
    pub fn within(&self, columns: usize) -> String {
        let marks: Vec<String> = marks(self.whole_characters()).collect();
        let width = |marks: &[String]| crate::talk::escape::width(&marks.concat());
        if self.head.len() == self.length && width(&marks) + 2 <= columns {
            return format!("\"{}\"", marks.concat());
        }
        let bytes = if self.length == 1 { "byte" } else { "bytes" };
        let count = format!("{} {bytes}", self.length);
        // Two quotes, the ellipsis, a blank and two parentheses.
        let room = columns.saturating_sub(count.len() + 6);
        let fitting = (0..=marks.len())
            .rev()
            .find(|&end| width(&marks[..end]) <= room);
        match fitting {
            Some(end) if room > 0 && end > 0 => format!("\"{}…\" ({count})", marks[..end].concat()),
            _ => count,
        }
    }

    /// The bytes in a few words, for a place beside others: at most 32 columns.
    pub fn in_short(&self) -> String {
        self.within(32)
    }

    /// The head without a character at its end that was cut with it.
    fn whole_characters(&self) -> &[u8] {
        let whole = &self.head[..];
        match std::str::from_utf8(whole) {
            Err(error) if error.error_len().is_none() && self.length > whole.len() => {
                &whole[..error.valid_up_to()]
            }
            _ => whole,
        }
    }
}

impl Display for Excerpt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.within(usize::MAX))
    }
}

fn as_milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_micros() as f64 / 1000.0)
}

fn as_word<S: Serializer>(party: &Party, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(party)
}

fn as_string<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&marks(bytes).collect::<String>())
}
