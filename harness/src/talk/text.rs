//! A talk's text form, read.
//!
//! A line is `PARTY ACTION [; ACTION …] [# NOTE]`; its actions belong to one party, and the note
//! to the last of them. PARTY is a number from 1 to 9999 or the word `program`. The `#` lines at
//! the head are what the talk is about; blank lines and other comment lines are skipped.
//!
//! | who | actions |
//! | --- | --- |
//! | a number | `connect` `accept` `refused` `> DATA` `< WANTED` `pause TIME` `taken` `finish` `close` `reset` `stall` |
//! | `program` | `> DATA` `< WANTED` `pause TIME` `finish` `rest` `interrupt` `stop` `continue` `exit N` `says /REGEX/` |
//!
//! - WANTED is `DATA`, `line /REGEX/`, `number 3.5`, `end` or `nothing`. TIME is `20us`, `5ms` or `2s`.
//! - DATA is made of `"text"`, `"text" * 65536` and `count 4096`, joined by `+`.
//! - A string has Rust's escapes (`\n \r \t \0 \\ \" \u{20ac}`), `\xNN` for any byte, and `\{ \}`
//!   for braces: `{name}` is a word filled from the seed, the same for the same name all
//!   through the talk and another for another name.
//! - In a REGEX (of the crate regex-lite) a `/` is written `\/`.
//!
//! What makes no sense in its order (a step before `connect`, one after `close`, …) is an error
//! too. Everything is bounded, since a talk may come from anywhere.

use super::{Action, Expectation, Party, Step, Talk};

mod cursor;
mod error;
mod literal;
mod sense;
mod words;

use cursor::{Cursor, Fault};
pub use error::Error;
use sense::Sense;
use words::Words;

/// The most bytes that one DATA may stand for: 64 MiB.
pub const LARGEST_DATA: usize = 64 << 20;
/// The longest pause.
pub const LONGEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(60);
/// The most bytes in one line: 1 MiB, its ending left out.
pub const LONGEST_LINE: usize = 1 << 20;
/// The most steps in one talk.
pub const MOST_STEPS: usize = 10_000;
/// The highest number of a connection.
pub const HIGHEST_PEER: u32 = 9999;

/// Reads a talk, with every `{name}` in it filled from the seed.
///
/// # Errors
/// The first thing in the text that is not a talk, with its place in the text.
pub fn parse(text: &str, seed: u64) -> Result<Talk, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        words: Words::new(seed),
        sense: Sense::default(),
        talk: Talk::default(),
    };
    let mut at_head = true;
    for (index, line) in text.lines().enumerate() {
        match line.trim_start().strip_prefix('#') {
            Some(about) if at_head => {
                reader.talk.about.push(
                    about
                        .strip_prefix(' ')
                        .unwrap_or(about)
                        .trim_end()
                        .to_owned(),
                );
            }
            _ => at_head = false,
        }
        reader
            .read_line(line, index + 1)
            .map_err(|fault| Error::new(index + 1, line, fault))?;
    }
    Ok(reader.talk)
}

/// What is known of the talk so far.
struct Reader {
    words: Words,
    sense: Sense,
    talk: Talk,
}

impl Reader {
    fn read_line(&mut self, line: &str, number: usize) -> Result<(), Fault> {
        if line.len() > LONGEST_LINE {
            let message = format!(
                "this line has {} bytes, and a line has at most {LONGEST_LINE}",
                line.len()
            );
            return Err(Fault { at: 0, message });
        }
        let mut cursor = Cursor::new(line);
        if cursor.is_at_end() {
            return Ok(());
        }
        let party = read_party(&mut cursor)?;
        loop {
            let at = cursor.at();
            let action = self.read_action(&mut cursor, party)?;
            if self.talk.steps.len() == MOST_STEPS {
                let message =
                    format!("a talk has at most {MOST_STEPS} steps, and this is one more");
                return Err(Fault { at, message });
            }
            self.sense
                .take(party, &action, number)
                .map_err(|message| Fault { at, message })?;
            self.talk.steps.push(Step {
                party,
                action,
                note: None,
            });
            if cursor.eat(';') {
                continue;
            }
            if !cursor.is_at_end() {
                return Err(cursor.expected("`;`, `#` or the end of the line"));
            }
            if let Some(step) = self.talk.steps.last_mut() {
                step.note = cursor.note();
            }
            return Ok(());
        }
    }

    fn read_action(&mut self, cursor: &mut Cursor<'_>, party: Party) -> Result<Action, Fault> {
        let at = cursor.at();
        if cursor.eat('>') {
            return Ok(Action::Send(literal::read_data(
                cursor,
                &mut self.words,
                "",
            )?));
        }
        if cursor.eat('<') {
            return Ok(Action::Expect(self.read_wanted(cursor)?));
        }
        let wanted = match party {
            Party::Peer(_) => {
                "an action: `connect`, `accept`, `refused`, `>`, `<`, `pause`, `taken`, `finish`, `close`, `reset` or `stall`"
            }
            Party::Program => {
                "an action: `>`, `<`, `pause`, `finish`, `rest`, `interrupt`, `stop`, `continue`, `exit` or `says`"
            }
        };
        let action = match (cursor.peek_word(), party) {
            ("pause", _) => {
                cursor.word();
                return Ok(Action::Pause(literal::read_time(cursor)?));
            }
            ("exit", Party::Program) => {
                cursor.word();
                return Ok(Action::Expect(Expectation::Exit(literal::read_status(
                    cursor,
                )?)));
            }
            ("says", Party::Program) => {
                cursor.word();
                return Ok(Action::Expect(Expectation::Says(literal::read_regex(
                    cursor,
                )?)));
            }
            ("finish", _) => Action::Finish,
            ("rest", Party::Program) => Action::Rest,
            ("interrupt", Party::Program) => Action::Interrupt,
            ("stop", Party::Program) => Action::Stop,
            ("continue", Party::Program) => Action::Continue,
            ("connect", Party::Peer(_)) => Action::Connect,
            ("accept", Party::Peer(_)) => Action::Accept,
            ("refused", Party::Peer(_)) => Action::Refused,
            ("taken", Party::Peer(_)) => Action::Taken,
            ("close", Party::Peer(_)) => Action::Close,
            ("reset", Party::Peer(_)) => Action::Reset,
            ("stall", Party::Peer(_)) => Action::Stall,
            (
                word @ ("exit" | "says" | "rest" | "interrupt" | "stop" | "continue"),
                Party::Peer(_),
            ) => {
                let message = format!("only the program can do this: write `program {word}`");
                return Err(Fault { at, message });
            }
            (
                word @ ("connect" | "accept" | "refused" | "taken" | "close" | "reset" | "stall"),
                Party::Program,
            ) => {
                let message =
                    format!("only a connection can do this: write its number, as in `1 {word}`");
                return Err(Fault { at, message });
            }
            _ => return Err(cursor.expected(wanted)),
        };
        cursor.word();
        Ok(action)
    }

    /// What stands behind `<`.
    fn read_wanted(&mut self, cursor: &mut Cursor<'_>) -> Result<Expectation, Fault> {
        let expectation = match cursor.peek_word() {
            "line" => {
                cursor.word();
                return Ok(Expectation::Line(literal::read_regex(cursor)?));
            }
            "number" => {
                cursor.word();
                return Ok(Expectation::Number(literal::read_number(cursor)?));
            }
            "end" => Expectation::End,
            "nothing" => Expectation::Nothing,
            _ => {
                let data = literal::read_data(
                    cursor,
                    &mut self.words,
                    ", `line`, `number`, `end`, `nothing`",
                )?;
                return Ok(Expectation::Bytes(data));
            }
        };
        cursor.word();
        Ok(expectation)
    }
}

fn read_party(cursor: &mut Cursor<'_>) -> Result<Party, Fault> {
    let wanted = format!("a number from 1 to {HIGHEST_PEER} or `program`");
    let word = cursor.peek_word();
    let party = match word.parse() {
        _ if word == "program" => Party::Program,
        Ok(number @ 1..=HIGHEST_PEER) if cursor.is_number() => Party::Peer(number),
        _ => return Err(cursor.expected(&wanted)),
    };
    cursor.word();
    Ok(party)
}
