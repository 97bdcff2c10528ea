//! A talk's text form, written: the inverse of [`parse`](super::text::parse).
//!
//! One action a line. `parse(print(t)) == t` holds for every talk that is *well formed*: whose
//! steps make sense in their order, and which is in the *canonical* form that the parser makes:
//! - data as [`Data::push`] builds it: no piece without bytes, no two plain texts side by side;
//! - pauses of whole microseconds, at most [`LONGEST_PAUSE`](super::text::LONGEST_PAUSE);
//! - expressions that compile, in printable characters, a `/` in them without a backslash;
//! - notes and `about` lines in printable characters, without blanks at the end, notes also
//!   without blanks at the start and not empty.
//!
//! Of any other talk the print still means the same wherever the text form can say it, and it
//! never holds a control character.

use std::fmt::{self, Display, Formatter, Write};
use std::time::Duration;

use super::escape::{escape, is_plain, quote, width};
use super::{Action, Data, Expectation, Piece, Step, Talk};

/// The column at which notes begin, where the action leaves room.
const NOTE_COLUMN: usize = 20;

impl Display for Talk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for line in self.about.iter().flat_map(|about| about.split('\n')) {
            writeln!(f, "{}", format!("# {}", escape(line)).trim_end())?;
        }
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(note) = &self.note else {
            return write!(f, "{} {}", self.party, self.action);
        };
        let action = format!("{} {}", self.party, self.action);
        let blanks = NOTE_COLUMN.saturating_sub(width(&action)).max(2);
        write!(f, "{action}{:blanks$}# {}", "", escape(note))
    }
}

impl Display for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Action::Connect => f.write_str("connect"),
            Action::Accept => f.write_str("accept"),
            Action::Send(data) => write!(f, "> {data}"),
            Action::Expect(expectation) => expectation.fmt(f),
            Action::Pause(time) => {
                f.write_str("pause ")?;
                write_time(f, *time)
            }
            Action::Finish => f.write_str("finish"),
            Action::Close => f.write_str("close"),
            Action::Reset => f.write_str("reset"),
            Action::Stall => f.write_str("stall"),
            Action::Refused => f.write_str("refused"),
            Action::Taken => f.write_str("taken"),
            Action::Rest => f.write_str("rest"),
            Action::Interrupt => f.write_str("interrupt"),
            Action::Stop => f.write_str("stop"),
            Action::Continue => f.write_str("continue"),
        }
    }
}

impl Display for Expectation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expectation::Bytes(data) => write!(f, "< {data}"),
            Expectation::Line(regex) => {
                f.write_str("< line ")?;
                write_regex(f, regex)
            }
            Expectation::Number(number) => write!(f, "< number {number}"),
            Expectation::End => f.write_str("< end"),
            Expectation::Nothing => f.write_str("< nothing"),
            Expectation::Exit(status) => write!(f, "exit {status}"),
            Expectation::Says(regex) => {
                f.write_str("says ")?;
                write_regex(f, regex)
            }
        }
    }
}

impl Display for Data {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.pieces.is_empty() {
            return f.write_str("\"\"");
        }
        for (index, piece) in self.pieces.iter().enumerate() {
            if index > 0 {
                f.write_str(" + ")?;
            }
            piece.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Piece {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Piece::Text { bytes, times: 1 } => f.write_str(&quote(bytes)),
            Piece::Text { bytes, times } => write!(f, "{} * {times}", quote(bytes)),
            Piece::Count(length) => write!(f, "count {length}"),
        }
    }
}

/// The time in the largest unit that says it whole; what is finer than 1 µs is rounded up.
fn write_time(f: &mut Formatter<'_>, time: Duration) -> fmt::Result {
    let micros = time.as_nanos().div_ceil(1000);
    match micros {
        _ if micros.is_multiple_of(1_000_000) => write!(f, "{}s", micros / 1_000_000),
        _ if micros.is_multiple_of(1000) => write!(f, "{}ms", micros / 1000),
        _ => write!(f, "{micros}us"),
    }
}

/// The expression between slashes. A backslash belongs to the character behind it.
fn write_regex(f: &mut Formatter<'_>, regex: &str) -> fmt::Result {
    f.write_char('/')?;
    let mut rest = regex.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest
                .peek()
                .copied()
                .is_some_and(|next| next != '/' && is_plain(next)) =>
            {
                f.write_char('\\')?;
                rest.next().map_or(Ok(()), |next| f.write_char(next))?;
            }
            // Escaped in vain: the slash or the odd character stands for itself just below.
            '\\' if rest.peek().is_some() => {}
            '/' => f.write_str("\\/")?,
            c if is_plain(c) => f.write_char(c)?,
            c => write!(f, "\\x{{{:x}}}", u32::from(c))?,
        }
    }
    f.write_char('/')
}
