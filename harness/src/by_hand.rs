//! A talk by hand: what to type into which terminal, to have the same conversation with `nc`.
//!
//! A terminal sends whole lines of text. Other bytes come from `printf`, in a pipe that waits for
//! Enter before each; and what `nc` cannot do, to break a connection or not to read from it, a
//! line of Python does.

use std::fmt::Write;

use serde::Serialize;

use crate::program::Role;
use crate::talk::escape::is_plain;
use crate::talk::{Action, Data, Expectation, Party, Piece, Step, Talk};

/// Where the server listens, when it is started by hand.
pub const ADDRESS: &str = "127.0.0.1:9999";

/// The most bytes that are written out in a command.
const WRITTEN_OUT: usize = 1024;

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

/// What to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// What is started, each in a terminal of its own, in this order.
    pub terminals: Vec<Terminal>,
    /// What is done then, one after another.
    pub steps: Vec<String>,
    /// What else one should know, as sentences.
    pub remarks: Vec<String>,
}

/// One of the terminals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terminal {
    /// Which it is, and whose.
    pub title: String,
    /// What is started in it.
    pub command: String,
}

/// What to type for a talk with a program that `start` starts.
pub fn tell(talk: &Talk, role: Role, start: &str) -> ByHand {
    let mut parties: Vec<Party> = vec![Party::Program];
    for step in &talk.steps {
        if !parties.contains(&step.party) {
            parties.push(step.party);
        }
    }
    // A client can only connect to somebody who listens already.
    if role == Role::Client {
        parties.rotate_left(1);
    }
    let terminals = parties.iter().map(|party| Terminal {
        title: title(*party, role),
        command: command(talk, *party, role, start),
    });
    let steps = talk.steps.iter().map(|step| {
        let what = instruction(talk, step, role);
        format!("{}: {what}", terminal(step.party))
    });
    let mut remarks = Vec::new();
    if parties.iter().any(|one| means(talk, *one) == Means::Python) {
        remarks.push(
            "`nc` cannot reset a connection, nor leave unread what has come: Python does. Each \
             Enter there is its next step."
                .to_owned(),
        );
    }
    remarks
        .push("If your `nc` has no -N, leave it out; Ctrl-D then may not be passed on.".to_owned());
    ByHand {
        terminals: terminals.collect(),
        steps: steps.collect(),
        remarks,
    }
}

fn terminal(party: Party) -> String {
    match party {
        Party::Program => "terminal 0".to_owned(),
        Party::Peer(number) => format!("terminal {number}"),
    }
}

fn title(party: Party, role: Role) -> String {
    let name = terminal(party);
    match (party, role) {
        (Party::Program, _) => format!("{name}, the {}", role.word()),
        (Party::Peer(number), Role::Server) => format!("{name}, client {number}"),
        (Party::Peer(number), Role::Client) => {
            format!("{name}, the server of connection {number}: before terminal 0")
        }
    }
}

/// The steps of a party.
fn steps(talk: &Talk, party: Party) -> impl Iterator<Item = &Action> {
    let own = talk.steps.iter().filter(move |step| step.party == party);
    own.map(|step| &step.action)
}

fn means(talk: &Talk, party: Party) -> Means {
    let is_beyond_nc = |action: &Action| matches!(action, Action::Reset | Action::Stall);
    let is_beyond_typing =
        |action: &Action| matches!(action, Action::Send(data) if line(data).is_none());
    if party != Party::Program && steps(talk, party).any(is_beyond_nc) {
        Means::Python
    } else if steps(talk, party).any(is_beyond_typing) {
        Means::Pipe
    } else {
        Means::Typing
    }
}

/// The line that sends these bytes when it is typed, if there is one.
fn line(data: &Data) -> Option<String> {
    if data.len() > WRITTEN_OUT {
        return None;
    }
    let text = String::from_utf8(data.bytes()).ok()?;
    let line = text.strip_suffix('\n')?;
    line.chars().all(is_plain).then(|| line.to_owned())
}

/// What is started in a party's terminal.
fn command(talk: &Talk, party: Party, role: Role, start: &str) -> String {
    let (host, port) = ADDRESS.split_once(':').unwrap_or((ADDRESS, ""));
    let program = match (party, role) {
        (Party::Program, _) => start.to_owned(),
        (Party::Peer(_), Role::Server) => format!("nc -N {host} {port}"),
        (Party::Peer(_), Role::Client) => format!("nc -N -l {host} {port}"),
    };
    match means(talk, party) {
        Means::Typing => program,
        Means::Pipe => {
            let sent = steps(talk, party).filter_map(|action| match action {
                Action::Send(data) => Some(format!("read -r _; {}; ", print(data))),
                _ => None,
            });
            format!("{{ {}cat; }} | {program}", sent.collect::<String>())
        }
        Means::Python => python(talk, party, role),
    }
}

/// A shell's command that prints these bytes.
fn print(data: &Data) -> String {
    if data.len() > WRITTEN_OUT {
        return format!(
            "python3 -c 'import sys; sys.stdout.buffer.write({})'",
            expression(data)
        );
    }
    format!("printf '{}'", printf_format(&data.bytes()))
}

/// The format by which `printf`, between single quotes, prints these bytes.
pub fn printf_format(bytes: &[u8]) -> String {
    let mut format = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => format.push_str("\\n"),
            b'%' => format.push_str("%%"),
            // It would begin an option.
            b'-' if place == 0 => format.push_str("\\055"),
            b'\'' | b'\\' => {
                let _ = write!(format, "\\{byte:03o}");
            }
            b' '..=b'~' => format.push(char::from(*byte)),
            _ => {
                let _ = write!(format, "\\{byte:03o}");
            }
        }
    }
    format
}

/// These bytes as an expression of Python, without single quotes.
fn expression(data: &Data) -> String {
    let pieces = data.pieces.iter().map(|piece| match piece {
        Piece::Text { bytes, times: 1 } => literal(bytes),
        Piece::Text { bytes, times } => format!("{}*{times}", literal(bytes)),
        Piece::Count(length) => {
            format!("b\"\".join(b\"%d\\n\"%i for i in range(1,{length}+1))[:{length}]")
        }
    });
    let pieces: Vec<String> = pieces.collect();
    match pieces.is_empty() {
        true => "b\"\"".to_owned(),
        false => pieces.join("+"),
    }
}

fn literal(bytes: &[u8]) -> String {
    let mut text = String::from("b\"");
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'"' | b'\'' | b'\\' => {
                let _ = write!(text, "\\x{byte:02x}");
            }
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text + "\""
}

/// One connection, played by Python: each step at an Enter.
fn python(talk: &Talk, party: Party, role: Role) -> String {
    let (host, port) = ADDRESS.split_once(':').unwrap_or((ADDRESS, ""));
    let begin = match role {
        Role::Server => format!("s=socket.create_connection((\"{host}\",{port}))"),
        Role::Client => {
            format!("s=socket.create_server((\"{host}\",{port})).accept()[0]")
        }
    };
    let mut script = format!("import socket,struct; {begin}; ");
    for action in steps(talk, party) {
        let step = match action {
            Action::Send(data) => format!("s.sendall({})", expression(data)),
            Action::Expect(Expectation::Bytes(data)) => {
                format!("print(s.recv({},socket.MSG_WAITALL)[-60:])", data.len())
            }
            Action::Expect(Expectation::Nothing) => continue,
            Action::Expect(_) => "print(s.recv(65536)[-60:])".to_owned(),
            Action::Finish => "s.shutdown(socket.SHUT_WR)".to_owned(),
            Action::Close => "s.close()".to_owned(),
            Action::Reset => "s.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,\
                              struct.pack(\"ii\",1,0)); s.close()"
                .to_owned(),
            _ => continue,
        };
        let _ = write!(script, "input(); {step}; ");
    }
    format!("python3 -c '{}'", script.trim_end_matches("; "))
}

/// What to do, and what to see, for a step of a talk.
fn instruction(talk: &Talk, step: &Step, role: Role) -> String {
    let means = means(talk, step.party);
    let by_enter = |what: &str| match means {
        Means::Python => format!("press Enter: {what}"),
        Means::Typing | Means::Pipe => what.to_owned(),
    };
    match &step.action {
        Action::Connect => "start it".to_owned(),
        Action::Accept => "it listens, and terminal 0 connects".to_owned(),
        Action::Send(data) => match (means, line(data)) {
            (Means::Typing, Some(line)) if line.is_empty() => "press Enter".to_owned(),
            (Means::Typing, Some(line)) => format!("type  {line}"),
            _ => format!("press Enter, which sends {data}"),
        },
        Action::Expect(Expectation::Nothing) => "nothing comes".to_owned(),
        Action::Expect(expectation) => by_enter(&match expectation {
            Expectation::Bytes(data) => format!("it shows {data}"),
            Expectation::Line(regex) => format!("it shows a line like /{regex}/"),
            Expectation::Number(number) => format!("it shows the number {number}"),
            Expectation::End if step.party == Party::Program => "it says no more".to_owned(),
            Expectation::End => format!("it ends, since the {} closes", role.word()),
            Expectation::Nothing => "nothing".to_owned(),
            Expectation::Exit(status) => format!("it ends; `echo $?` shows {status}"),
            Expectation::Says(regex) => format!("it says something like /{regex}/"),
        }),
        Action::Pause(_) | Action::Taken | Action::Rest => "wait a moment".to_owned(),
        Action::Refused => "a new connection would be refused".to_owned(),
        Action::Finish if means == Means::Python => by_enter("nothing more is sent"),
        Action::Finish => "press Ctrl-D: nothing more is sent".to_owned(),
        Action::Close if means == Means::Python => by_enter("it closes"),
        Action::Close => "press Ctrl-C: it closes".to_owned(),
        Action::Reset => by_enter("it breaks the connection (RST)"),
        Action::Stall => "it reads nothing from now on".to_owned(),
        Action::Interrupt => format!("press Ctrl-Z, then type fg: the {} goes on", role.word()),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn told(talk: &str, role: Role) -> ByHand {
        let talk = crate::talk::text::parse(talk, 1).expect("it is a talk");
        tell(&talk, role, "./program 127.0.0.1:9999")
    }

    fn commands(told: &ByHand) -> Vec<&str> {
        let terminals = told.terminals.iter();
        terminals.map(|one| one.command.as_str()).collect()
    }

    #[test]
    fn lines_are_typed_and_ctrl_d_ends_them() {
        let told = told(
            "1 connect\n1 > \"hello\\n\"\n1 < \"hello\\n\"\n1 finish\n1 < end\n",
            Role::Server,
        );
        assert_eq!(
            commands(&told),
            ["./program 127.0.0.1:9999", "nc -N 127.0.0.1 9999"]
        );
        assert_eq!(told.steps[1], "terminal 1: type  hello");
        assert!(told.steps[3].contains("press Ctrl-D"), "{told:?}");
        assert_eq!(told.remarks.len(), 1, "nothing is Python's");
    }

    #[test]
    fn other_bytes_come_from_printf() {
        let told = told(
            "1 connect\n1 > \"a\\0\"\n1 < \"a\\0\"\n1 close\n",
            Role::Server,
        );
        let command = "{ read -r _; printf 'a\\000'; cat; } | nc -N 127.0.0.1 9999";
        assert_eq!(commands(&told)[1], command);
    }

    #[test]
    fn a_reset_is_pythons() {
        let told = told(
            "1 connect\n1 > \"it's\"\n1 reset\n2 connect\n2 close\n",
            Role::Server,
        );
        let [_, python, nc] = commands(&told)[..] else {
            panic!("{told:?}");
        };
        assert!(python.contains("SO_LINGER"), "{python}");
        assert!(python.contains("b\"it\\x27s\""), "{python}");
        assert!(told.remarks[0].contains("`nc` cannot reset"), "{told:?}");
        assert_eq!(told.terminals[2].title, "terminal 2, client 2");
        assert!(nc.starts_with("nc -N"), "{nc}");
    }

    #[test]
    fn a_server_listens_before_the_client_starts() {
        let told = told(
            "1 accept\nprogram > \"hi\\n\"\n1 < \"hi\\n\"\nprogram finish\n",
            Role::Client,
        );
        let [listens, client] = commands(&told)[..] else {
            panic!("{told:?}");
        };
        assert_eq!(listens, "nc -N -l 127.0.0.1 9999");
        assert!(client.starts_with("./program"), "{client}");
    }

    #[test]
    fn a_shell_prints_every_byte_as_it_is() {
        let bytes: Vec<u8> = b"-%s'\\n"
            .iter()
            .copied()
            .chain(0..=255)
            .chain(*b"7")
            .collect();
        let script = format!("printf '{}'", printf_format(&bytes));
        let output = Command::new("sh").args(["-c", &script]).output();
        assert_eq!(output.expect("there is a shell").stdout, bytes);
    }
}
