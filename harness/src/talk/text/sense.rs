//! Whether the steps of a talk make sense in their order.

use std::collections::HashMap;

use crate::talk::{Action, Expectation, Party};

/// Where each connection and the program stand, as far as the talk has come.
///
/// It rejects what could only be a slip of the pen: a step of a connection that is not there, a
/// second `connect` of one that is, sending after `finish`, bytes expected after `end`, and
/// typing to a program that has ended.
#[derive(Default)]
pub(super) struct Sense {
    parties: HashMap<Party, State>,
    /// The line since which the program stands still.
    stopped: Option<usize>,
}

/// How one party stands, and the line that made it so.
#[derive(Clone, Copy, Default)]
struct State {
    /// Connected, or, for the program, not ended.
    there: Option<usize>,
    /// It has left: the connection closed or reset, the program ended.
    gone: Option<usize>,
    /// Nothing more will be sent.
    finished: Option<usize>,
    /// The other side has ended.
    ended: Option<usize>,
}

impl Sense {
    /// Takes note of the next step, which stands in this line.
    ///
    /// # Errors
    /// Why it makes no sense.
    pub fn take(&mut self, party: Party, action: &Action, line: usize) -> Result<(), String> {
        self.check_stopped(action, line)?;
        let state = self.parties.entry(party).or_default();
        match party {
            Party::Peer(number) => state.meet(number, action, line)?,
            Party::Program => state.check_program(action)?,
        }
        state.check_streams(party, action)?;
        match action {
            Action::Finish => state.finished = Some(line),
            Action::Close | Action::Reset => {
                *state = State {
                    gone: Some(line),
                    ..State::default()
                }
            }
            Action::Expect(Expectation::End) => state.ended = Some(line),
            Action::Expect(Expectation::Exit(_)) => state.gone = Some(line),
            _ => {}
        }
        Ok(())
    }
}

impl Sense {
    /// Of a program that stands still nothing can be had, and only such a one can go on.
    fn check_stopped(&mut self, action: &Action, line: usize) -> Result<(), String> {
        let needs_program = matches!(
            action,
            Action::Expect(_)
                | Action::Accept
                | Action::Refused
                | Action::Taken
                | Action::Rest
                | Action::Interrupt
                | Action::Stop
        );
        match (self.stopped, action) {
            (None, Action::Continue) => {
                Err("the program is not stopped: write `program stop` first".to_owned())
            }
            (Some(since), _) if needs_program => Err(format!(
                "the program is stopped, since line {since}: write `program continue` first"
            )),
            (_, Action::Stop) => {
                self.stopped = Some(line);
                Ok(())
            }
            (_, Action::Continue) => {
                self.stopped = None;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl State {
    /// A connection must be there for all that it does, and not be there to `connect`.
    fn meet(&mut self, number: u32, action: &Action, line: usize) -> Result<(), String> {
        if *action == Action::Refused {
            return match self.there {
                Some(since) => Err(format!(
                    "{number} is connected, since line {since}: only one who is not can be refused"
                )),
                None => Ok(()),
            };
        }
        let opens = matches!(action, Action::Connect | Action::Accept);
        match (self.there, self.gone) {
            (Some(since), _) if opens => {
                return Err(format!(
                    "{number} is connected already, since line {since}: it must `close` or `reset` first"
                ));
            }
            (None, Some(left)) if !opens => {
                return Err(format!(
                    "{number} left in line {left}: it must `connect` or `accept` again first"
                ));
            }
            (None, None) if !opens => {
                return Err(format!(
                    "{number} is not connected yet: write `{number} connect` or `{number} accept` first"
                ));
            }
            _ => {}
        }
        if opens {
            *self = State {
                there: Some(line),
                ..State::default()
            };
        }
        Ok(())
    }

    /// A program that has ended takes no more input and no more signals.
    fn check_program(&self, action: &Action) -> Result<(), String> {
        let Some(line) = self.gone else { return Ok(()) };
        let needs_life = matches!(
            action,
            Action::Send(_)
                | Action::Finish
                | Action::Rest
                | Action::Interrupt
                | Action::Stop
                | Action::Continue
                | Action::Expect(Expectation::Exit(_))
        );
        if needs_life {
            return Err(format!(
                "the program has ended: line {line} waits for its exit"
            ));
        }
        Ok(())
    }

    /// A direction that has ended carries no more bytes.
    fn check_streams(&self, party: Party, action: &Action) -> Result<(), String> {
        match (action, self.finished, self.ended) {
            (Action::Send(_) | Action::Finish, Some(line), _) => Err(format!(
                "nothing more can be sent: `{party} finish` is in line {line}"
            )),
            (
                Action::Expect(
                    Expectation::Bytes(_) | Expectation::Line(_) | Expectation::Number(_),
                ),
                _,
                Some(line),
            ) => Err(format!(
                "nothing more can come: `{party} < end` is in line {line}"
            )),
            _ => Ok(()),
        }
    }
}
