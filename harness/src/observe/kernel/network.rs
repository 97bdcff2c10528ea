//! Both ends of the talk's connections: has anything moved, is anything still under way, and
//! what can be said of each.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::observation::LinkState;
use super::sock_diag::{Refused, SockDiag, Socket, State};
use super::{Link, Reads};

/// The sockets of a connection; `None` where there is none (yet, or any more).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    pub ours: Option<Socket>,
    pub theirs: Option<Socket>,
}

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// Everything that was sent has arrived.
    Quiet,
    /// Something is under way, though it may not have moved just now.
    Busy,
    /// Bytes moved since the look before, or wait for our end to read them.
    Moved,
    /// The kernel does not tell.
    Unknown,
}

/// The sockets of the talk, kept from look to look.
pub(super) struct Network {
    pub diag: SockDiag,
    last: HashMap<(SocketAddr, SocketAddr), Ends>,
}

impl Network {
    pub fn open() -> Network {
        Network {
            diag: SockDiag::open(),
            last: HashMap::new(),
        }
    }

    /// Both ends of one connection.
    pub fn ends(&self, link: &Link) -> Result<Ends, Refused> {
        Ok(Ends {
            ours: self.diag.end(link.ours, link.theirs)?,
            theirs: self.diag.end(link.theirs, link.ours)?,
        })
    }

    /// Looks at all connections.
    pub fn look(&mut self, links: &[Link]) -> Traffic {
        let mut traffic = Traffic::Quiet;
        let mut now = HashMap::with_capacity(links.len());
        for link in links {
            let Ok(ends) = self.ends(link) else {
                return Traffic::Unknown;
            };
            let key = (link.ours, link.theirs);
            if self.last.get(&key) != Some(&ends) || ends.has_bytes_for_us(link.reads) {
                traffic = Traffic::Moved;
            } else if traffic == Traffic::Quiet && !ends.are_quiet(link.reads) {
                traffic = Traffic::Busy;
            }
            now.insert(key, ends);
        }
        self.last = now;
        traffic
    }
}

impl Ends {
    fn has_bytes_for_us(&self, reads: Reads) -> bool {
        reads == Reads::Always && self.ours.is_some_and(|ours| ours.receive_queue > 0)
    }

    /// Whether nothing is under way on this connection, in either direction.
    fn are_quiet(&self, reads: Reads) -> bool {
        let Some(ours) = self.ours else {
            // We have left, or were thrown out.
            return true;
        };
        let Some(theirs) = self.theirs else {
            // Between a dropped SYN or ACK and the next attempt, nothing is there: it will come.
            return matches!(
                ours.state,
                State::PeerEnded | State::TimeWait | State::Closed
            );
        };
        if ours.state == State::SynSent || theirs.state == State::SynReceived {
            return false;
        }
        // What was sent, but lies in a full queue or behind one, waits for the reader alone.
        let held_up_by_us = reads == Reads::Stalled && ours.receive_queue > 0;
        (theirs.write_queue == 0 || held_up_by_us)
            && (ours.write_queue == 0 || theirs.receive_queue > 0)
    }

    /// What can be said of the connection. `backlog` is how many wait to be accepted, where that
    /// is known.
    pub fn state(&self, backlog: Option<u32>) -> LinkState {
        let Some(ours) = self.ours else {
            return LinkState::Gone;
        };
        let Some(theirs) = self.theirs else {
            return match ours.state {
                State::PeerEnded | State::TimeWait | State::Closed => LinkState::Gone,
                _ => LinkState::Overflowed,
            };
        };
        if ours.state == State::SynSent || theirs.state == State::SynReceived {
            return LinkState::Overflowed;
        }
        let in_use = matches!(theirs.state, State::Established | State::PeerEnded);
        if in_use
            && theirs.inode == 0
            && ours.state != State::PeerEnded
            && let Some(backlog @ 1..) = backlog
        {
            return LinkState::NeverAccepted { backlog };
        }
        if theirs.inode == 0 {
            return LinkState::Gone;
        }
        if theirs.write_queue > 0 && ours.receive_queue > 0 {
            return LinkState::PeerDoesNotRead {
                bytes: ours.receive_queue,
            };
        }
        // The end of the stream takes a place in the queue, as if it were a byte.
        let end = u32::from(theirs.state == State::PeerEnded);
        match theirs.receive_queue {
            0 => LinkState::ReadAll {
                bytes: theirs.received,
            },
            queue if queue == end => LinkState::EndUnread,
            queue => LinkState::Unread { bytes: queue - end },
        }
    }
}
