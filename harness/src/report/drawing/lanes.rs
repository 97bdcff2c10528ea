//! Who has which lane of a drawing.

use std::collections::BTreeSet;

use crate::program::Role;
use crate::talk::Party;

/// The lanes of a drawing, from the left.
pub(super) struct Lanes {
    role: Role,
    /// The connections, in order of their numbers.
    peers: Vec<u32>,
}

impl Lanes {
    /// The lanes for a conversation of these parties with a program.
    pub fn new(role: Role, parties: impl Iterator<Item = Party>) -> Lanes {
        let peers: BTreeSet<u32> = parties
            .filter_map(|party| match party {
                Party::Peer(number) => Some(number),
                Party::Program => None,
            })
            .collect();
        Lanes {
            role,
            peers: peers.into_iter().collect(),
        }
    }

    /// What stands above each lane.
    pub fn names(&self) -> Vec<String> {
        let client = |number: &u32| format!("client {number}");
        match (self.role, self.peers.as_slice()) {
            (Role::Client, _) => ["terminal", "client", "server"].map(str::to_owned).to_vec(),
            (Role::Server, []) => vec!["server".to_owned()],
            (Role::Server, [one]) => vec![client(one), "server".to_owned()],
            (Role::Server, [left, right]) => vec![client(left), "server".to_owned(), client(right)],
            (Role::Server, _) => vec!["clients".to_owned(), "server".to_owned()],
        }
    }

    /// The lane of the program.
    pub fn program(&self) -> usize {
        match self.role {
            Role::Server if self.peers.is_empty() => 0,
            _ => 1,
        }
    }

    /// The lane of a party.
    pub fn of(&self, party: Party) -> usize {
        match (self.role, party, self.peers.as_slice()) {
            (_, Party::Program, _) => self.program(),
            (Role::Client, Party::Peer(_), _) => 2,
            (Role::Server, Party::Peer(number), [_, right]) if number == *right => 2,
            (Role::Server, Party::Peer(_), _) => 0,
        }
    }

    /// The lane of the terminal, where the program is what a person sits at.
    pub fn terminal(&self) -> Option<usize> {
        match self.role {
            Role::Client => Some(0),
            Role::Server => None,
        }
    }

    /// The names in front of the rows, where clients share a lane.
    pub fn row_name(&self, party: Party) -> Option<String> {
        match (self.role, party) {
            (Role::Server, Party::Peer(number)) if self.peers.len() > 2 => {
                Some(format!("client {number}"))
            }
            _ => None,
        }
    }

    /// The most columns that a name in front of a row takes.
    pub fn row_names(&self) -> usize {
        let names = self
            .peers
            .iter()
            .filter_map(|number| self.row_name(Party::Peer(*number)));
        names.map(|name| name.len()).max().unwrap_or(0)
    }

    /// What tells the connections of one client apart.
    pub fn tag(&self, party: Party) -> Option<String> {
        match (self.role, party) {
            (Role::Client, Party::Peer(number)) if self.peers.len() > 1 => {
                Some(format!("({number}) "))
            }
            _ => None,
        }
    }
}
