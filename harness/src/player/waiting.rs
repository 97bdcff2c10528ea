//! How a player waits: one `poll` for all parties, and looks at the program between.

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::failure::{Reason, Telling};
use super::inbox::End;
use super::{Player, harness};
use crate::observe::Judgement;
use crate::program::{HARD_LIMIT, Role, birth};
use crate::talk::Party;
use crate::transcript::{Excerpt, What};

/// Whether anything came from the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    Nothing,
    Something,
}

/// How long after something was done the threads are looked at first. Most answers come sooner,
/// and cost no look.
const GRACE: Duration = Duration::from_millis(2);

/// How long the program is given to end after a connection broke off.
const SETTLING: Duration = Duration::from_secs(1);

impl Player<'_> {
    /// Waits for something to happen; says why nothing more will, where that is so.
    pub(super) fn await_more(&mut self, begun: Instant) -> Option<Reason> {
        let left = HARD_LIMIT.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Some(Reason::Late);
        }
        let grace = GRACE.saturating_sub(self.acted.elapsed());
        let until_look = self.program.observer.next_look().max(grace);
        match self.pump(until_look.min(left)) {
            Ok(Moved::Something) => self.program.observer.moved(),
            Ok(Moved::Nothing) => {}
            Err(error) => return Some(harness(error)),
        }
        if self.program.observer.next_look().is_zero() && self.acted.elapsed() >= GRACE {
            let links = self.links();
            match self.program.observer.look(&links) {
                Judgement::Active | Judgement::Quiet => {}
                Judgement::Stuck => return Some(Reason::Stuck),
                Judgement::Gone => return Some(self.await_death()),
            }
        }
        None
    }

    /// No thread is left: the word of how it ended, and its connections' last bytes, are due.
    pub(super) fn await_death(&mut self) -> Reason {
        let ended = self.program.output().await_end(HARD_LIMIT);
        if let Err(error) = self.pump(Duration::ZERO) {
            return harness(error);
        }
        // Nobody is left to print, even if a process that was just forked still holds the pipe.
        self.stdout.end(End::Finished);
        match ended {
            Some(ended) => Reason::Ended(ended),
            None => Reason::Harness("the program is gone, and nobody said how it ended".into()),
        }
    }

    /// After a connection broke off: did the program end with it?
    pub(super) fn settle(&mut self, reason: Reason) -> Reason {
        let broke_off = matches!(
            reason,
            Reason::TheyEnded | Reason::TheyReset | Reason::Refused(_)
        );
        if !broke_off || self.telling == Telling::Bare {
            return reason;
        }
        self.program.observer.moved();
        let begun = Instant::now();
        while begun.elapsed() < SETTLING {
            match self.await_more(begun) {
                None => {}
                Some(Reason::Ended(ended)) => return Reason::Ended(ended),
                Some(_) => break,
            }
        }
        reason
    }

    /// Moves what can be moved, and waits for it at most this long.
    pub(super) fn pump(&mut self, limit: Duration) -> io::Result<Moved> {
        self.type_on();
        let output = self.program.output().clone();
        let mut descriptors = vec![PollFd::from_borrowed_fd(output.news(), PollFlags::IN)];
        if let Some(listener) = self.listener {
            descriptors.push(PollFd::from_borrowed_fd(listener.as_fd(), PollFlags::IN));
        }
        if let Some(stdin) = self
            .program
            .stdin
            .as_ref()
            .filter(|_| !self.typed.is_empty())
        {
            descriptors.push(PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::OUT));
        }
        let others = descriptors.len();
        for connection in self.peers.values() {
            descriptors.push(PollFd::from_borrowed_fd(
                connection.stream().as_fd(),
                connection.interest(),
            ));
        }
        let limit = Timespec {
            tv_sec: limit.as_secs() as _,
            tv_nsec: limit.subsec_nanos() as _,
        };
        match poll(&mut descriptors, Some(&limit)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        // Connections that are being made are not read: that would say "not connected".
        let ready: Vec<PollFlags> = descriptors[others..].iter().map(PollFd::revents).collect();
        drop(descriptors);
        let mut moved = Moved::Nothing;
        let at = self.story.now();
        for ((&peer, connection), flags) in self.peers.iter_mut().zip(ready) {
            for what in connection.move_on(flags) {
                self.story.add(at, Party::Peer(peer), what, None);
                moved = Moved::Something;
            }
        }
        self.type_on();
        // Not only what the attendant has come to: what a program at rest has printed is in.
        output.drain();
        output.hear();
        // Asked first: what is printed between the two questions, and is the last, is not behind the end.
        let has_ended = output.stdout_ended();
        let printed = output.take_stdout();
        if !printed.is_empty() {
            // A server's own words are part of the story only where somebody waits for them.
            if self.listens || self.program.role() == Role::Client {
                let what = What::Printed(Excerpt::of(&printed));
                self.story.add(at, Party::Program, what, None);
            }
            self.stdout.push(&printed);
            moved = Moved::Something;
        }
        if has_ended {
            self.stdout.end(End::Finished);
        }
        Ok(moved)
    }

    /// Types what fits into the program's standard input.
    pub(super) fn type_on(&mut self) {
        if let Some(stdin) = &self.program.stdin {
            while !self.typed.is_empty() {
                match rustix::io::write(stdin.as_fd(), &self.typed) {
                    Ok(count) => {
                        self.typed.drain(..count);
                    }
                    Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => break,
                    // It reads no more; what it should have done with it shows elsewhere.
                    Err(_) => self.typed.clear(),
                }
            }
        }
        if self.stdin_ends && self.typed.is_empty() {
            birth::close(self.program.stdin.take());
        }
    }
}
