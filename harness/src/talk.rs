//! A talk: the script of a conversation between the harness and one running program.
//!
//! A talk is a list of steps in one order. Each step belongs to a [`Party`]: a numbered
//! connection, whose far end the harness plays, or the program itself, which the harness
//! types to, listens to and watches. Against a server the numbered parties are clients and
//! `connect`; against a client the harness is the server and they `accept`.
//!
//! The text form is described in [`text`]; `print` is its inverse.

use std::fmt;
use std::time::Duration;

mod data;
pub mod escape;
mod print;
pub mod text;

pub use data::{Data, Piece};
pub use escape::{escape, quote};

/// The script of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// The comment lines at its head, without their `#`: what the talk shows, and, in a saved
    /// failure, where it came from.
    pub about: Vec<String>,
    /// What is done, in this order.
    pub steps: Vec<Step>,
}

/// One line's worth of a talk: who does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whose step it is.
    pub party: Party,
    /// What is done or expected.
    pub action: Action,
    /// The comment behind it, without its `#`.
    pub note: Option<String>,
}

/// Who takes a step in a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The harness's end of a numbered connection.
    Peer(u32),
    /// The program itself: its standard input and output, its process.
    Program,
}

/// What one step does or expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `connect`: the peer connects to the program.
    Connect,
    /// `accept`: the peer takes the connection that the program makes.
    Accept,
    /// `> DATA`: the peer sends these bytes; on `program`, they are typed to its standard input.
    /// Sending goes on in the background while later steps run.
    Send(Data),
    /// `< …`: what must come next from the program, on the connection or on its standard output.
    Expect(Expectation),
    /// `pause 5ms`: once the peer's bytes are out, nothing for this long.
    Pause(Duration),
    /// `taken`: nothing, until the program has read all that the peer has sent, so that the next
    /// bytes come apart from these.
    Taken,
    /// `refused`: the program no longer listens, so that a connection would be refused.
    Refused,
    /// `finish`: half-close, nothing more will be sent; on `program`, its standard input ends.
    Finish,
    /// `close`: the peer leaves in good order, its bytes sent.
    Close,
    /// `reset`: the peer leaves with an RST, at once.
    Reset,
    /// `stall`: the peer reads nothing more until its next expectation.
    Stall,
    /// `program rest`: nothing, until the program has done all that it can do.
    Rest,
    /// `program interrupt`: once the program can do no more, it is stopped and continued
    /// (SIGSTOP, SIGCONT), so that a blocked write returns short.
    Interrupt,
    /// `program stop`: it stands still from now on (SIGSTOP), so that what happens meanwhile has
    /// happened before it takes note of any of it.
    Stop,
    /// `program continue`: it goes on (SIGCONT).
    Continue,
}

/// What must come next from the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// `< DATA`: exactly these bytes, however they are cut.
    Bytes(Data),
    /// `< line /REGEX/`: one line, its ending left out, that the expression matches somewhere.
    Line(String),
    /// `< number 3.5`: one line that reads as a finite decimal number, as Rust's `f64::from_str`
    /// takes it, and is this one, but for the last places of a 64-bit float.
    Number(String),
    /// `< end`: no more bytes, and the end of the connection or of standard output.
    End,
    /// `< nothing`: no byte until the program has come to rest.
    Nothing,
    /// `program exit N`: the program ends with this exit status.
    Exit(i32),
    /// `program says /REGEX/`: its standard error, so far or later, matches somewhere.
    Says(String),
}

impl Talk {
    /// Adds a step, for talks that are built in code.
    pub fn then(mut self, party: Party, action: Action) -> Talk {
        self.steps.push(Step {
            party,
            action,
            note: None,
        });
        self
    }

    /// Whether any step waits for what the program prints.
    pub fn listens_to_program(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.party == Party::Program && matches!(step.action, Action::Expect(_)))
    }

    /// The connections that stop reading at some time.
    pub fn peers_that_stall(&self) -> Vec<u32> {
        let stalls = |step: &Step| match step {
            Step {
                party: Party::Peer(number),
                action: Action::Stall,
                ..
            } => Some(*number),
            _ => None,
        };
        self.steps.iter().filter_map(stalls).collect()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Peer(number) => write!(f, "{number}"),
            Party::Program => f.write_str("program"),
        }
    }
}
