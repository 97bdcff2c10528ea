//! A failure in one sentence, from the reader's side: what was waited for, and what became of it.

use super::{Panic, difference};
use crate::player::{Failure, Reason};
use crate::program::{Ended, HARD_LIMIT, Role};
use crate::talk::{Action, Expectation, Party};
use crate::transcript::Excerpt;

/// A failure in words.
#[derive(Debug)]
pub struct Told {
    /// The sentence.
    pub headline: String,
    /// What the failed step wanted, in a few words: a noun that fits behind "expected".
    pub wanted: String,
    /// What was wanted.
    pub expected: Option<String>,
    /// What there was.
    pub got: Option<String>,
    /// The panic that the sentence tells of.
    pub panic: Option<Panic>,
}

/// Tells of a failure, and of the panic that ended the program, if one did.
pub fn tell(role: Role, action: Option<&Action>, failure: &Failure) -> Told {
    let teller = Teller {
        program: format!("the {}", role.word()),
        who: match (role, failure.party) {
            (Role::Server, Party::Peer(number)) => format!("client {number}"),
            (Role::Client, Party::Peer(_)) => "the server".into(),
            (_, Party::Program) => format!("the {}", role.word()),
        },
        action,
        failure,
    };
    let panic = match failure.reason {
        Reason::Ended(ended) | Reason::WrongEnd(ended) => Panic::that_ended(ended, &failure.said),
        _ => None,
    };
    let headline = match &panic {
        Some(panic) => panic.sentence(&teller.program),
        None => teller.sentence(),
    };
    let wanted = teller.wanted();
    let expected = match &failure.gap {
        Some(gap) if gap.length > 0 => difference::expected(gap),
        _ => wanted.clone(),
    };
    Told {
        headline,
        wanted,
        expected: Some(expected),
        got: teller.got(),
        panic,
    }
}

struct Teller<'a> {
    /// The program that is judged.
    program: String,
    /// Whose step failed: a peer, or the program itself.
    who: String,
    action: Option<&'a Action>,
    failure: &'a Failure,
}

impl Teller<'_> {
    fn expectation(&self) -> Option<&Expectation> {
        match self.action {
            Some(Action::Expect(expectation)) => Some(expectation),
            _ => None,
        }
    }

    fn is_about_the_program(&self) -> bool {
        self.failure.party == Party::Program
    }

    fn wanted(&self) -> String {
        match (self.action, self.expectation()) {
            (Some(Action::Connect), _) => "a connection".into(),
            (Some(Action::Accept), _) => format!("a connection from {}", self.program),
            (Some(Action::Refused), _) => "a refusal".into(),
            (_, Some(Expectation::Bytes(data))) => Excerpt::of(&data.bytes()).in_short(),
            (_, Some(Expectation::Line(pattern))) => format!("a line that matches /{pattern}/"),
            (_, Some(Expectation::Number(number))) => format!("the number {number}"),
            (_, Some(Expectation::End)) if self.is_about_the_program() => {
                format!("the end of {}", self.program)
            }
            (_, Some(Expectation::End)) => "the end of the connection".into(),
            (_, Some(Expectation::Nothing)) => "no byte at all".into(),
            (_, Some(Expectation::Exit(status))) => format!("exit status {status}"),
            (_, Some(Expectation::Says(pattern))) => {
                format!("a message on standard error that matches /{pattern}/")
            }
            _ => format!("{} to go on", self.program),
        }
    }

    fn got(&self) -> Option<String> {
        let bytes = self.failure.gap.as_ref().map(difference::got);
        match (&self.failure.reason, bytes) {
            (Reason::WrongEnd(ended), _) => Some(ended.to_string()),
            (Reason::Ended(ended), _) => Some(format!("{} ended with {ended}", self.program)),
            (_, bytes) => bytes,
        }
    }

    fn sentence(&self) -> String {
        let (program, who) = (&self.program, &self.who);
        let verb = match self.is_about_the_program() {
            true => "printed",
            false => "got",
        };
        match &self.failure.reason {
            Reason::Differs => match &self.failure.gap {
                Some(gap) if gap.length > 0 && gap.at == 0 => {
                    format!("{who} {verb} other bytes than it should, from the first one on")
                }
                Some(gap) if gap.length > 0 => {
                    format!(
                        "{who} {verb} other bytes than it should, from byte {} on",
                        gap.at
                    )
                }
                _ => format!("{who} {verb} another line than it should"),
            },
            Reason::Unexpected => format!("{who} {verb} more than it should"),
            Reason::TheyEnded if self.is_about_the_program() => {
                format!("{program} closed its standard output {}", self.too_early())
            }
            Reason::TheyEnded => format!("{program} closed the connection {}", self.too_early()),
            Reason::TheyReset => format!("{program} reset the connection {}", self.too_early()),
            Reason::Ended(ended) => {
                format!("{program} ended with {ended} in the middle of the conversation")
            }
            Reason::WrongEnd(ended) => match (ended, self.expectation()) {
                (Ended::Status(_), Some(Expectation::Exit(status))) => {
                    format!("{program} ended with {ended}, not {status}")
                }
                _ => format!("{program} ended with {ended}"),
            },
            Reason::SaysNot => format!("{program} did not say on standard error what it should"),
            Reason::Refused(error) => format!("{who} could not connect: {error}"),
            Reason::Stuck => format!("{}, and it never will", self.missing()),
            Reason::Late => format!("{} within {} s", self.missing(), HARD_LIMIT.as_secs()),
            Reason::Harness(reason) => reason.clone(),
        }
    }

    /// What has not happened, so that "and it never will" and "within 10 s" can follow.
    fn missing(&self) -> String {
        let (program, who) = (&self.program, &self.who);
        let about_program = self.is_about_the_program();
        let send = if about_program { "print" } else { "send" };
        let gap = self.failure.gap.as_ref();
        match (self.action, self.expectation()) {
            (Some(Action::Connect), _) => format!("{who} could not connect"),
            (Some(Action::Accept), _) => format!("{program} did not connect"),
            (Some(Action::Refused), _) => {
                format!("{program} still listens, and did not refuse {who}")
            }
            (_, Some(Expectation::End)) if about_program => format!("{program} did not end"),
            (_, Some(Expectation::End)) if who == "the server" => {
                format!("{program} did not close the connection")
            }
            (_, Some(Expectation::End)) => {
                format!("{program} did not close the connection of {who}")
            }
            (_, Some(Expectation::Nothing)) => format!("{program} did not come to rest"),
            (_, Some(Expectation::Exit(_))) => format!("{program} did not end"),
            (_, Some(Expectation::Says(_))) => {
                format!("{program} did not say on standard error what it should")
            }
            (_, Some(Expectation::Bytes(_) | Expectation::Line(_) | Expectation::Number(_))) => {
                match gap {
                    Some(gap) if gap.at > 0 => {
                        format!(
                            "{program} did not {send} more than {} of {} bytes",
                            gap.at, gap.length
                        )
                    }
                    Some(gap) if !gap.got.is_empty() => format!("{program} did not end its line"),
                    _ if about_program || who == "the server" => {
                        format!("{program} did not {send} anything")
                    }
                    _ => format!("{program} did not answer {who}"),
                }
            }
            _ => format!("{program} did not go on"),
        }
    }

    /// What should have come next.
    fn due(&self) -> &'static str {
        match (self.who.as_str(), self.is_about_the_program()) {
            ("the server", false) => "a line",
            (_, true) => "more",
            _ => "a reply",
        }
    }

    /// When a stream of bytes ended that should not have yet.
    fn too_early(&self) -> String {
        match &self.failure.gap {
            Some(gap) if gap.at > 0 => format!("after {} of {} bytes", gap.at, gap.length),
            Some(gap) if gap.length == 0 && !gap.got.is_empty() => "in the middle of a line".into(),
            _ if matches!(
                self.expectation(),
                Some(Expectation::Bytes(_) | Expectation::Line(_) | Expectation::Number(_))
            ) =>
            {
                format!("where {} was due", self.due())
            }
            _ => "too early".into(),
        }
    }
}

#[cfg(test)]
mod tests;
