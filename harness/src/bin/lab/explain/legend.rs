//! How to read a talk: what its words mean, of those that occur.

use harness::program::Role;
use harness::talk::{Action, Expectation, Party, Piece, Step, Talk};
use serde::Serialize;

/// A word of a talk, and what it means there.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// As it is written, with whose it is.
    pub word: String,
    /// For a reader who has never seen a talk.
    pub meaning: String,
}

/// What the words of these talks mean, with a program of this role.
pub fn tell(talks: &[Talk], role: Role) -> Vec<Meaning> {
    let mut meanings = Vec::new();
    let steps: Vec<&Step> = talks.iter().flat_map(|talk| &talk.steps).collect();
    for word in WORDS {
        let mut of_word = steps.iter().filter(|step| (word.is_of)(&step.action));
        let is_programs = |step: &&&Step| step.party == Party::Program;
        // One connection stands for all of them.
        let peers = of_word.clone().find(|step| !is_programs(step));
        for step in peers.into_iter().chain(of_word.find(is_programs)) {
            meanings.push(Meaning {
                word: format!("{} {}", step.party, word.written),
                meaning: (word.means)(step.party, role),
            });
        }
    }
    if steps.iter().any(|step| has_count(step)) {
        meanings.push(Meaning {
            word: "count".to_owned(),
            meaning: "so many bytes of the lines 1, 2, 3 and so on".to_owned(),
        });
    }
    meanings
}

/// A word that a talk may have.
struct Word {
    written: &'static str,
    is_of: fn(&Action) -> bool,
    /// What it means of a party of a talk with a program of a role.
    means: fn(Party, Role) -> String,
}

/// In the order in which one meets them.
const WORDS: &[Word] = &[
    Word {
        written: "connect",
        is_of: |action| matches!(action, Action::Connect),
        means: |party, role| format!("{} connects", name(party, role)),
    },
    Word {
        written: "accept",
        is_of: |action| matches!(action, Action::Accept),
        means: |_, _| "the client connects, and the check plays its server".to_owned(),
    },
    Word {
        written: ">",
        is_of: |action| matches!(action, Action::Send(_)),
        means: |party, role| match party {
            Party::Program => format!("this is typed to the {}", role.word()),
            Party::Peer(_) => format!("{} sends this", name(party, role)),
        },
    },
    Word {
        written: "<",
        is_of: |action| {
            matches!(
                action,
                Action::Expect(
                    Expectation::Bytes(_) | Expectation::Line(_) | Expectation::Number(_)
                )
            )
        },
        means: |party, role| match party {
            Party::Program => format!("the {} must print this", role.word()),
            Party::Peer(_) => format!("{} must get this", name(party, role)),
        },
    },
    Word {
        written: "< nothing",
        is_of: |action| matches!(action, Action::Expect(Expectation::Nothing)),
        means: |_, _| "nothing may come yet".to_owned(),
    },
    Word {
        written: "pause",
        is_of: |action| matches!(action, Action::Pause(_)),
        means: |_, _| "that long nothing is done".to_owned(),
    },
    Word {
        written: "taken",
        is_of: |action| matches!(action, Action::Taken),
        means: |_, role| format!("the {} has read what was sent", role.word()),
    },
    Word {
        written: "stall",
        is_of: |action| matches!(action, Action::Stall),
        means: |party, role| format!("{} reads nothing any more", name(party, role)),
    },
    Word {
        written: "rest",
        is_of: |action| matches!(action, Action::Rest),
        means: |_, role| format!("the {} has done all that it can do so far", role.word()),
    },
    Word {
        written: "interrupt",
        is_of: |action| matches!(action, Action::Interrupt),
        means: |_, role| format!("the {} is stopped for a moment, and goes on", role.word()),
    },
    Word {
        written: "stop",
        is_of: |action| matches!(action, Action::Stop),
        means: |_, role| format!("the {} stands still from now on", role.word()),
    },
    Word {
        written: "continue",
        is_of: |action| matches!(action, Action::Continue),
        means: |_, role| format!("the {} goes on", role.word()),
    },
    Word {
        written: "finish",
        is_of: |action| matches!(action, Action::Finish),
        means: |party, role| match party {
            Party::Program => format!("the {}'s input ends (Ctrl-D)", role.word()),
            Party::Peer(_) => format!("{} will send no more, and still reads", name(party, role)),
        },
    },
    Word {
        written: "close",
        is_of: |action| matches!(action, Action::Close),
        means: |party, role| format!("{} closes the connection", name(party, role)),
    },
    Word {
        written: "reset",
        is_of: |action| matches!(action, Action::Reset),
        means: |party, role| format!("{} breaks the connection (RST)", name(party, role)),
    },
    Word {
        written: "refused",
        is_of: |action| matches!(action, Action::Refused),
        means: |_, _| "who connects now must be refused".to_owned(),
    },
    Word {
        written: "< end",
        is_of: |action| matches!(action, Action::Expect(Expectation::End)),
        means: |party, role| match party {
            Party::Program => format!("the {} must print no more", role.word()),
            Party::Peer(_) => format!("the {} must close the connection", role.word()),
        },
    },
    Word {
        written: "exit",
        is_of: |action| matches!(action, Action::Expect(Expectation::Exit(_))),
        means: |_, role| format!("the {} must end with this status", role.word()),
    },
    Word {
        written: "says",
        is_of: |action| matches!(action, Action::Expect(Expectation::Says(_))),
        means: |_, _| "something like this must be on its standard error".to_owned(),
    },
];

/// Who has the harness's end of a connection.
fn name(party: Party, role: Role) -> String {
    match (party, role) {
        (Party::Program, role) => format!("the {}", role.word()),
        (Party::Peer(number), Role::Server) => format!("client {number}"),
        (Party::Peer(_), Role::Client) => "the server".to_owned(),
    }
}

/// Whether `count` occurs.
fn has_count(step: &Step) -> bool {
    let (Action::Send(data) | Action::Expect(Expectation::Bytes(data))) = &step.action else {
        return false;
    };
    let is_count = |piece: &Piece| matches!(piece, Piece::Count(_));
    data.pieces.iter().any(is_count)
}

#[cfg(test)]
mod tests {
    use harness::talk::text;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::one_connection_stands_for_all(
        Role::Server,
        "1 connect\n1 > \"a\"\n1 < \"a\"\n2 connect\n2 > \"b\"\n",
        &[
            ("1 connect", "client 1 connects"),
            ("1 >", "client 1 sends this"),
            ("1 <", "client 1 must get this"),
        ]
    )]
    #[case::both_sides_of_a_client(
        Role::Client,
        "1 accept\nprogram > \"a\\n\"\n1 < \"a\\n\"\nprogram < end\n",
        &[
            ("1 accept", "the client connects, and the check plays its server"),
            ("program >", "this is typed to the client"),
            ("1 <", "the server must get this"),
            ("program < end", "the client must print no more"),
        ]
    )]
    #[case::numbers(
        Role::Server,
        "1 connect\n1 > count 9\n",
        &[
            ("1 connect", "client 1 connects"),
            ("1 >", "client 1 sends this"),
            ("count", "so many bytes of the lines 1, 2, 3 and so on"),
        ]
    )]
    fn only_what_occurs_is_told(
        #[case] role: Role,
        #[case] talk: &str,
        #[case] wanted: &[(&str, &str)],
    ) {
        let talk = text::parse(talk, 0).expect("it is a talk");
        let told = tell(&[talk], role);
        let told = told
            .iter()
            .map(|one| (one.word.as_str(), one.meaning.as_str()));
        assert_eq!(told.collect::<Vec<_>>(), wanted);
    }
}
