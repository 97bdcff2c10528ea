//! A talk by hand: what to type into which terminal, to have the same conversation with `nc`.
//!
//! A terminal sends whole lines of text. Other bytes come from `printf`, in a pipe that waits for
//! Enter before each; and what `nc` cannot do, to break a connection or not to read from it, a
//! line of Python does. What a terminal cannot show is shown by `od`.

use std::fmt::Write;

use serde::Serialize;

use crate::program::Role;
use crate::talk::{Action, Expectation, Party, Step, Talk};

mod netcat;
mod writing;

pub use netcat::Netcat;

/// Where the server listens, when it is started by hand.
pub const ADDRESS: &str = "127.0.0.1:9999";

/// The same in two parts, as `nc` and Python take it.
const HOST: &str = "127.0.0.1";
const PORT: &str = "9999";

/// Shows each byte as it comes, in a line of its own.
const OD: &str = if cfg!(target_os = "linux") {
    "od -An -v -w1 -tx1"
} else {
    // BSD's `od` waits for sixteen of them.
    "xxd -c 1"
};

/// What to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// What is done, one after another.
    pub moves: Vec<Move>,
    /// What else one should know, as sentences.
    pub remarks: Vec<String>,
}

/// One thing to do, or to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// In which terminal; the program is in 0.
    pub terminal: u32,
    /// What.
    pub what: String,
    /// The command that it is done with, where it is one.
    pub command: Option<String>,
    /// What was there instead, where it is here that a saved conversation failed.
    pub went_wrong: Option<String>,
}

/// Where a saved conversation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The step, from 0.
    pub step: usize,
    /// What was there, as a sentence.
    pub told: String,
}

/// With whom, and with what, a conversation is had.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The program's role.
    pub role: Role,
    /// The command that starts the program.
    pub start: &'a str,
    /// What there is in place of its clients or its server.
    pub netcat: Netcat,
}

/// What to type for a talk, and where it failed.
pub fn tell(talk: &Talk, setting: Setting<'_>, fault: Option<&Fault>) -> ByHand {
    let teller = Teller { talk, setting };
    ByHand {
        moves: teller.moves(fault),
        remarks: teller.remarks(),
    }
}

/// How a terminal's bytes are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    /// As lines, by a person.
    Typing,
    /// From `printf`, one after another by Enter.
    Pipe,
    /// By Python, which can reset, and does not read unless it is told to.
    Python,
}

struct Teller<'a> {
    talk: &'a Talk,
    setting: Setting<'a>,
}

impl Teller<'_> {
    fn moves(&self, fault: Option<&Fault>) -> Vec<Move> {
        let mut moves = match self.setting.role {
            Role::Server => vec![self.start(Party::Program)],
            // A client can only connect to somebody who listens already.
            Role::Client => vec![self.start(FIRST), self.start(Party::Program)],
        };
        for (place, step) in self.talk.steps.iter().enumerate() {
            let here = fault.filter(|fault| fault.step == place);
            let next = match self.next_move(place, step) {
                Some(next) => next,
                // Nothing is to be done, but this is where it failed.
                None if here.is_some() => told(step.party, self.instruct(step)),
                None => continue,
            };
            moves.push(Move {
                went_wrong: here.map(|fault| fault.told.clone()),
                ..next
            });
        }
        moves
    }

    /// What is done for a step, unless something else does it, too.
    fn next_move(&self, place: usize, step: &Step) -> Option<Move> {
        match step.action {
            Action::Connect => Some(self.start(step.party)),
            Action::Accept if step.party == FIRST => None,
            Action::Accept => Some(self.start(step.party)),
            Action::Finish if self.ends_at_once(place) => None,
            Action::Refused => Some(Move {
                command: Some(self.connect()),
                ..told(step.party, self.instruct(step))
            }),
            _ => Some(told(step.party, self.instruct(step))),
        }
    }

    /// The start of what is in a terminal.
    fn start(&self, party: Party) -> Move {
        let what = match (party, self.setting.role) {
            (Party::Program, Role::Server) => {
                format!("start the server, and go on once it shows  listening on {ADDRESS}")
            }
            (Party::Program, Role::Client) => "start the client".to_owned(),
            (Party::Peer(number), Role::Server) => format!("start client {number}"),
            (Party::Peer(_), Role::Client) => {
                "start what is the server here; it waits for the client".to_owned()
            }
        };
        Move {
            command: Some(self.command(party)),
            ..told(party, what)
        }
    }

    /// The steps of a party.
    fn steps(&self, party: Party) -> impl Iterator<Item = &Action> {
        let own = self
            .talk
            .steps
            .iter()
            .filter(move |step| step.party == party);
        own.map(|step| &step.action)
    }

    fn means(&self, party: Party) -> Means {
        let is_peer = party != Party::Program;
        let is_beyond_nc = |action: &Action| match action {
            Action::Reset | Action::Stall => true,
            Action::Finish => !self.setting.netcat.half_closes(),
            _ => self.setting.netcat == Netcat::Missing,
        };
        let is_beyond_typing =
            |action: &Action| matches!(action, Action::Send(data) if writing::line(data).is_none());
        if is_peer && self.steps(party).any(is_beyond_nc) {
            Means::Python
        } else if self.steps(party).any(is_beyond_typing) || self.finishes_at_once(party) {
            Means::Pipe
        } else {
            Means::Typing
        }
    }

    /// Whether a party finishes right behind its last bytes: nobody types so quickly.
    fn finishes_at_once(&self, party: Party) -> bool {
        let own: Vec<&Action> = self.steps(party).collect();
        own.windows(2)
            .any(|pair| matches!(pair, [Action::Send(_), Action::Finish]))
    }

    /// Whether this step comes of itself behind the bytes before it.
    fn ends_at_once(&self, place: usize) -> bool {
        let party = self.talk.steps[place].party;
        self.means(party) == Means::Pipe && self.finishes_at_once(party)
    }

    /// Whether some of what a party is to get cannot be seen on a terminal.
    fn needs_od(&self, party: Party) -> bool {
        let is_unseen = |action: &Action| {
            matches!(
                action,
                Action::Expect(Expectation::Bytes(data)) if !writing::is_shown_by_terminal(data)
            )
        };
        // The program's own exit status would be lost in a pipe.
        party != Party::Program
            && self.means(party) != Means::Python
            && self.steps(party).any(is_unseen)
    }

    /// What is started in a party's terminal.
    fn command(&self, party: Party) -> String {
        let program = match (party, self.setting.role) {
            (Party::Program, _) => self.setting.start.to_owned(),
            (Party::Peer(_), Role::Server) => self.connect(),
            (Party::Peer(_), Role::Client) => {
                let listen = self.setting.netcat.listen(HOST, PORT);
                listen.unwrap_or_else(|| self.python(party))
            }
        };
        let fed = match self.means(party) {
            Means::Typing => program,
            Means::Pipe => {
                let mut feed = String::new();
                for action in self.steps(party) {
                    if let Action::Send(data) = action {
                        let _ = write!(feed, "read -r _; {}; ", writing::print(data));
                    }
                }
                if !self.finishes_at_once(party) {
                    feed.push_str("cat; ");
                }
                format!("{{ {feed}}} | {program}")
            }
            Means::Python => self.python(party),
        };
        match self.needs_od(party) {
            true => format!("{fed} | {OD}"),
            false => fed,
        }
    }

    /// The command of a client that does nothing yet.
    fn connect(&self) -> String {
        self.setting.netcat.connect(HOST, PORT).unwrap_or_else(|| {
            format!("python3 -c 'import socket; socket.create_connection((\"{HOST}\",{PORT}))'")
        })
    }

    /// One connection, played by Python: each step at an Enter.
    fn python(&self, party: Party) -> String {
        let begin = match self.setting.role {
            Role::Server => format!("s=socket.create_connection((\"{HOST}\",{PORT}))"),
            Role::Client => format!("s=socket.create_server((\"{HOST}\",{PORT})).accept()[0]"),
        };
        let shown = writing::PYTHON_SHOWS;
        let mut script = format!("import socket,struct; {begin}; ");
        for action in self.steps(party) {
            let step = match action {
                Action::Send(data) => format!("s.sendall({})", writing::expression(data)),
                Action::Expect(Expectation::Bytes(data)) => {
                    let length = data.len();
                    format!("print(s.recv({length},socket.MSG_WAITALL)[-{shown}:])")
                }
                Action::Expect(Expectation::Nothing) => continue,
                Action::Expect(_) => format!("print(s.recv(65536)[-{shown}:])"),
                Action::Finish => "s.shutdown(socket.SHUT_WR)".to_owned(),
                Action::Close => "s.close()".to_owned(),
                Action::Reset => "s.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,\
                                  struct.pack(\"ii\",1,0)); s.close()"
                    .to_owned(),
                _ => continue,
            };
            let _ = write!(script, "input(); {step}; ");
        }
        // It would end, and its connection with it, while others go on.
        format!("python3 -c '{script}input()'")
    }

    /// What to do, and what to see, for a step of the talk.
    fn instruct(&self, step: &Step) -> String {
        let role = self.setting.role.word();
        let means = self.means(step.party);
        let by_enter = |what: &str| match means {
            Means::Python => format!("press Enter: {what}"),
            Means::Typing | Means::Pipe => what.to_owned(),
        };
        match &step.action {
            Action::Connect => "it should be connected".to_owned(),
            Action::Accept => format!("the {role} should connect"),
            Action::Send(data) => match (means, writing::line(data)) {
                (Means::Typing, Some(line)) if line.is_empty() => "press Enter".to_owned(),
                (Means::Typing, Some(line)) => format!("type  {line}"),
                (Means::Pipe, _) if self.finishes_at_once(step.party) => format!(
                    "press Enter, which sends {}, and then no more",
                    writing::in_short(data)
                ),
                _ if self.needs_od(step.party) => {
                    format!("press Enter, which sends {}", writing::in_hexadecimal(data))
                }
                _ => format!("press Enter, which sends {}", writing::in_short(data)),
            },
            Action::Expect(Expectation::Nothing) => "nothing more should come".to_owned(),
            Action::Expect(expectation) => by_enter(&self.wanted(step.party, expectation)),
            Action::Pause(_) | Action::Taken | Action::Rest => "wait a moment".to_owned(),
            Action::Refused => {
                "try to connect: it should end at once, refused, and not stay".to_owned()
            }
            Action::Finish if means == Means::Python => by_enter("nothing more is sent"),
            Action::Finish if step.party == Party::Program => {
                format!("press Ctrl-D: the {role}'s input ends")
            }
            Action::Finish => "press Ctrl-D: nothing more is sent".to_owned(),
            Action::Close if means == Means::Python => by_enter("it closes the connection"),
            Action::Close => "press Ctrl-C: it closes the connection".to_owned(),
            Action::Reset => by_enter("it breaks the connection (RST)"),
            Action::Stall => "do nothing: it does not read from now on".to_owned(),
            Action::Interrupt => format!("press Ctrl-Z, then type fg: the {role} goes on"),
            Action::Stop => format!("press Ctrl-Z: the {role} stands still"),
            Action::Continue => format!("type fg: the {role} goes on"),
        }
    }

    /// What should be seen.
    fn wanted(&self, party: Party, expectation: &Expectation) -> String {
        let role = self.setting.role.word();
        let means = self.means(party);
        match expectation {
            Expectation::Bytes(data) if means == Means::Python => {
                format!("it should show {}", writing::by_python(data))
            }
            Expectation::Bytes(data) if self.needs_od(party) => {
                format!("it should show {}", writing::in_hexadecimal(data))
            }
            Expectation::Bytes(data) => format!("it should show {}", writing::on_terminal(data)),
            Expectation::Line(regex) => match plain_start(regex) {
                Some(start) => format!("it should show a line that begins with  {start}"),
                None => format!("it should show a line like /{regex}/"),
            },
            Expectation::Number(number) => {
                format!("it should show the number {number}, as exactly as an `f64` can")
            }
            Expectation::End if party == Party::Program => "it should show nothing more".to_owned(),
            Expectation::End if means == Means::Python => {
                format!("it should show  b''  since the {role} closes the connection")
            }
            Expectation::End => {
                let mut told = format!("it should end, since the {role} closes the connection");
                if means == Means::Pipe && !self.finishes_at_once(party) {
                    told.push_str("; press Enter, and the prompt is back");
                }
                told
            }
            Expectation::Nothing => "nothing more should come".to_owned(),
            Expectation::Exit(status) => {
                let prompt = match means {
                    Means::Pipe => " (press Enter for the prompt)",
                    Means::Typing | Means::Python => "",
                };
                format!("it should have ended{prompt}:  echo $?  should show {status}")
            }
            Expectation::Says(regex) if regex == r"\S" => {
                "it should have said why, on standard error".to_owned()
            }
            Expectation::Says(regex) => {
                format!("it should have said something like /{regex}/, on standard error")
            }
        }
    }

    fn remarks(&self) -> Vec<String> {
        let Setting { role, netcat, .. } = self.setting;
        let mut parties: Vec<Party> = self.talk.steps.iter().map(|step| step.party).collect();
        if role == Role::Client {
            parties.push(FIRST);
        }
        let mut remarks = Vec::new();
        if parties.iter().any(|one| self.means(*one) == Means::Pipe) {
            remarks.push(
                "What one cannot type, or not quickly enough, comes from a command in braces, \
                 which waits for Enter before each piece of it.",
            );
        }
        if parties.iter().any(|one| self.needs_od(*one)) {
            remarks.push(
                "Not all of these bytes can be seen on a terminal: the command behind the last | \
                 shows each in a line of its own, as a hexadecimal number.",
            );
        }
        if parties.iter().any(|one| self.means(*one) == Means::Python) {
            remarks.push(match netcat {
                Netcat::Missing => {
                    "There is no `nc` here, so that Python takes its place: each Enter there is \
                     its next step. To have one, install the package `ncat` (on Fedora \
                     `nmap-ncat`, on macOS it is there), and ask again."
                }
                Netcat::Traditional => {
                    "What your `nc` cannot do, Python does: each Enter there is its next step. \
                     Another one, as in the package `ncat`, can say that it has finished."
                }
                _ => {
                    "`nc` cannot reset a connection, nor leave unread what has come: Python does. \
                     Each Enter there is its next step."
                }
            });
        }
        remarks.into_iter().map(str::to_owned).collect()
    }
}

/// The one who is there from the beginning where the program is a client.
const FIRST: Party = Party::Peer(1);

fn told(party: Party, what: String) -> Move {
    let terminal = match party {
        Party::Program => 0,
        Party::Peer(number) => number,
    };
    Move {
        terminal,
        what,
        command: None,
        went_wrong: None,
    }
}

/// What a line begins with, where that is all that an expression says.
fn plain_start(regex: &str) -> Option<&str> {
    let start = regex.strip_prefix('^')?.trim_end();
    let is_plain = |c: char| c.is_alphanumeric() || " :`'-_,".contains(c);
    (!start.is_empty() && start.chars().all(is_plain)).then_some(start)
}

#[cfg(test)]
mod tests;
