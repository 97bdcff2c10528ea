//! Plays a talk with a program, and stops at the first step that does not come true.
//!
//! One thread plays all parties of a talk: their sockets do not block, and one `poll` waits for
//! all of them, for what the program prints and for the next look at its threads. So nothing
//! that one party does waits for another: a large message goes out while its echo comes in, and
//! the order of events in the transcript is the order in which they happened.
//!
//! An expectation ends when what it wants is there, when it can no longer come (the connection
//! ended, the program ended, the program is *stuck*: see [`crate::observe`]), or at the hard
//! limit of [`crate::program::HARD_LIMIT`].

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use crate::observe::{Link, Listening};
use crate::program::{Program, Role, Stream, birth};
use crate::talk::{Action, Data, Expectation, Party, Step, Talk};
use crate::transcript::{Excerpt, What};

mod connection;
mod expecting;
mod failure;
mod inbox;
mod story;
mod waiting;

use connection::Parting;
use expecting::{Expecting, Progress};
use inbox::Inbox;
use story::Story;

pub(crate) use connection::{Connection, Window};
pub use expecting::Gap;
pub use failure::{Failure, Play, Reason, Telling};
pub use story::Listener;

/// One end of the world: all the parties of a talk but the program.
pub struct Player<'a> {
    program: &'a mut Program,
    /// Where the peers connect to, if the program is a server.
    address: SocketAddr,
    /// Where the program connects to, if it is a client.
    listener: Option<&'a TcpListener>,
    peers: BTreeMap<u32, Connection>,
    stdout: Inbox,
    typed: Vec<u8>,
    stdin_ends: bool,
    story: Story<'a>,
    step: Option<usize>,
    telling: Telling,
    /// When the program was last looked at before something was done to it, and what that took.
    prepared: (Instant, Duration),
    /// When something was last done to the program.
    acted: Instant,
    /// The peers that stall some time in the talk.
    stalling: Vec<u32>,
    /// Whether somebody waits for what the program prints.
    listens: bool,
}

impl<'a> Player<'a> {
    /// For a server that listens on `address`.
    pub fn with_server(program: &'a mut Program, address: SocketAddr) -> Player<'a> {
        Player::new(program, address, None)
    }

    /// For a client that was told to connect to `listener`.
    ///
    /// # Errors
    /// The listener's address is not known, or it cannot be made not to block.
    pub fn with_client(
        program: &'a mut Program,
        listener: &'a TcpListener,
    ) -> io::Result<Player<'a>> {
        listener.set_nonblocking(true)?;
        Ok(Player::new(program, listener.local_addr()?, Some(listener)))
    }

    fn new(
        program: &'a mut Program,
        address: SocketAddr,
        listener: Option<&'a TcpListener>,
    ) -> Player<'a> {
        Player {
            program,
            address,
            listener,
            peers: BTreeMap::new(),
            stdout: Inbox::default(),
            typed: Vec::new(),
            stdin_ends: false,
            story: Story::begin(),
            step: None,
            telling: Telling::Whole,
            prepared: (Instant::now(), Duration::ZERO),
            acted: Instant::now(),
            stalling: Vec::new(),
            listens: false,
        }
    }

    /// Sets how much of a failure is told.
    pub fn telling(mut self, telling: Telling) -> Player<'a> {
        self.telling = telling;
        self
    }

    /// Calls the listener for each event as it happens.
    pub fn telling_live(mut self, listener: Listener<'a>) -> Player<'a> {
        self.story.tell(listener);
        self
    }

    /// Plays a talk from its first step to its last, or to the first that does not come true.
    pub fn play(mut self, talk: &Talk) -> Play {
        self.stalling = talk.peers_that_stall();
        self.listens = talk.listens_to_program();
        for (number, step) in talk.steps.iter().enumerate() {
            self.step = Some(number);
            if let Err(failure) = self.take(step) {
                self.step = None;
                // What else came with it belongs to the story.
                let _ = self.pump(Duration::ZERO);
                return Play {
                    transcript: self.story.end(),
                    failure: Some(failure),
                };
            }
        }
        Play {
            transcript: self.story.end(),
            failure: None,
        }
    }

    fn take(&mut self, step: &Step) -> Result<(), Box<Failure>> {
        let outcome = match (&step.action, step.party) {
            (Action::Connect, Party::Peer(peer)) => self.connect(peer),
            (Action::Accept, Party::Peer(peer)) => self.accept(peer),
            (Action::Send(data), Party::Peer(peer)) => self.send(peer, data),
            (Action::Send(data), Party::Program) => self.type_in(data),
            (Action::Expect(expectation), party) => return self.expect(party, expectation),
            (Action::Pause(length), party) => self.pause(party, *length),
            (Action::Refused, Party::Peer(_)) => self.await_refusal(),
            (Action::Taken, Party::Peer(peer)) => self.await_taken(peer),
            (Action::Finish, Party::Peer(peer)) => self.finish(peer),
            (Action::Finish, Party::Program) => self.end_stdin(),
            (Action::Close, Party::Peer(peer)) => self.close(peer),
            (Action::Reset, Party::Peer(peer)) => self.reset(peer),
            (Action::Stall, Party::Peer(peer)) => {
                self.note(step.party, What::Stalled);
                self.peer(peer).map(Connection::stall)
            }
            (Action::Rest, _) => self.rest(),
            (Action::Interrupt, _) => self.interrupt(),
            (Action::Stop, _) => {
                self.program.stop();
                self.note(step.party, What::Stopped);
                Ok(())
            }
            (Action::Continue, _) => {
                self.program.go_on();
                self.program.observer.begin("the server went on");
                self.note(step.party, What::Continued);
                Ok(())
            }
            (action, party) => Err(Reason::Harness(format!("`{party}` cannot {action}"))),
        };
        outcome.map_err(|reason| self.fail(step.party, reason, None))
    }

    // The steps, one by one.

    fn connect(&mut self, peer: u32) -> Result<(), Reason> {
        self.prepare();
        let window = match self.stalling.contains(&peer) {
            true => Window::Small,
            false => Window::Usual,
        };
        let connection = Connection::open(format!("client {peer}"), self.address, window)
            .map_err(|error| Reason::Refused(error.to_string()))?;
        self.program
            .observer
            .begin(&format!("client {peer} connected"));
        self.peers.insert(peer, connection);
        // On loopback this is done at once, unless the listen queue is full.
        let begun = Instant::now();
        loop {
            match self.peer(peer)?.poll_connected() {
                Ok(Some(())) => break,
                Ok(None) => {}
                Err(error) => {
                    self.peers.remove(&peer);
                    self.note(Party::Peer(peer), What::Refused(error.to_string()));
                    return Err(self.settle(Reason::Refused(error.to_string())));
                }
            }
            if let Some(reason) = self.await_more(begun) {
                return Err(reason);
            }
        }
        self.note(Party::Peer(peer), What::Connected);
        Ok(())
    }

    fn accept(&mut self, peer: u32) -> Result<(), Reason> {
        let begun = Instant::now();
        self.act("it was started");
        loop {
            let listener = self
                .listener
                .ok_or_else(|| Reason::Harness("`accept` needs a program that connects".into()))?;
            match listener.accept() {
                Ok((stream, _)) => {
                    let connection = Connection::accepted("the server".into(), stream)
                        .map_err(|error| Reason::Harness(error.to_string()))?;
                    self.peers.insert(peer, connection);
                    self.note(Party::Peer(peer), What::Accepted);
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(Reason::Harness(error.to_string())),
            }
            if let Some(reason) = self.await_more(begun) {
                return Err(reason);
            }
        }
    }

    fn send(&mut self, peer: u32, data: &Data) -> Result<(), Reason> {
        let bytes = data.bytes();
        let excerpt = Excerpt::of(&bytes);
        self.prepare();
        let sender = self.name(peer);
        self.program
            .observer
            .begin(&format!("{sender} sent {excerpt}"));
        self.note(Party::Peer(peer), What::Sent(excerpt));
        self.peer(peer)?.send(bytes);
        self.pump(Duration::ZERO).map_err(harness)?;
        Ok(())
    }

    fn type_in(&mut self, data: &Data) -> Result<(), Reason> {
        let bytes = data.bytes();
        let excerpt = Excerpt::of(&bytes);
        self.prepare();
        self.act(&format!("{excerpt} was typed"));
        self.note(Party::Program, What::Typed(excerpt));
        self.typed.extend(bytes);
        self.pump(Duration::ZERO).map_err(harness)?;
        Ok(())
    }

    fn end_stdin(&mut self) -> Result<(), Reason> {
        self.prepare();
        self.act("its standard input ended");
        self.note(Party::Program, What::StdinEnded);
        self.stdin_ends = true;
        self.pump(Duration::ZERO).map_err(harness)?;
        Ok(())
    }

    fn finish(&mut self, peer: u32) -> Result<(), Reason> {
        self.part(peer, Parting::Finish, "finished sending", What::Finished)
    }

    fn part(&mut self, peer: u32, parting: Parting, done: &str, what: What) -> Result<(), Reason> {
        self.prepare();
        let name = self.name(peer);
        self.act(&format!("{name} {done}"));
        self.peer(peer)?.part(parting);
        self.note(Party::Peer(peer), what);
        self.pump(Duration::ZERO).map_err(harness)?;
        Ok(())
    }

    /// Leaves in good order: what was sent is out, what came is read, so that no RST is sent.
    fn close(&mut self, peer: u32) -> Result<(), Reason> {
        let begun = Instant::now();
        while self.peer(peer)?.is_sending() {
            if self.await_more(begun).is_some() {
                break;
            }
        }
        self.pump(Duration::ZERO).map_err(harness)?;
        self.part(peer, Parting::Close, "left", What::Closed)?;
        birth::close(self.peers.remove(&peer));
        Ok(())
    }

    fn reset(&mut self, peer: u32) -> Result<(), Reason> {
        self.part(peer, Parting::Reset, "reset the connection", What::Reset)?;
        birth::close(self.peers.remove(&peer));
        Ok(())
    }

    fn pause(&mut self, party: Party, length: Duration) -> Result<(), Reason> {
        let begun = Instant::now();
        // The pause is one between bytes on the wire. A program that reads no more cannot be
        // helped by waiting for it.
        while self.is_sending(party) && self.await_more(begun).is_none() {}
        self.note(party, What::Paused(length));
        let begun = Instant::now();
        while let Some(left) = length.checked_sub(begun.elapsed()) {
            if left.is_zero() {
                break;
            }
            self.pump(left).map_err(harness)?;
        }
        Ok(())
    }

    /// Waits until the program no longer listens. To try it with a connection would wake a server
    /// that waits for one more.
    fn await_refusal(&mut self) -> Result<(), Reason> {
        let begun = Instant::now();
        loop {
            match self.program.observer.listener(self.address.port()) {
                Listening::No | Listening::Stranger => return Ok(()),
                Listening::Unknown if begun.elapsed() > SILENCE => return Ok(()),
                Listening::Program(_) | Listening::Unknown => {}
            }
            if let Some(reason) = self.await_more(begun) {
                return Err(reason);
            }
        }
    }

    /// Waits until the program has read all that was sent. One that reads no more has had its
    /// chance; what it should have done with it shows elsewhere.
    fn await_taken(&mut self, peer: u32) -> Result<(), Reason> {
        let begun = Instant::now();
        loop {
            let connection = self.peer(peer)?;
            let link = connection.link();
            let is_sent = !connection.is_sending();
            if is_sent && link.is_none_or(|link| self.program.observer.has_read(&link)) {
                return Ok(());
            }
            self.pump(TAKING).map_err(harness)?;
            if self.await_more(begun).is_some() {
                return Ok(());
            }
        }
    }

    /// Waits until the program has done all that it can do. One that never rests has had its time.
    fn rest(&mut self) -> Result<(), Reason> {
        let begun = Instant::now();
        self.program.observer.moved();
        loop {
            match self.await_more(begun) {
                None => {}
                Some(Reason::Harness(reason)) => return Err(Reason::Harness(reason)),
                Some(_) => return Ok(()),
            }
        }
    }

    /// Stops and continues the program once it is at rest, as a debugger or a shell's job
    /// control would: a `write` that blocks then returns with what it has written so far
    /// (signal(7), "Interruption of system calls").
    fn interrupt(&mut self) -> Result<(), Reason> {
        self.rest()?;
        self.program.stop();
        self.program.go_on();
        self.program
            .observer
            .begin("the server was stopped and continued");
        self.note(Party::Program, What::Interrupted);
        Ok(())
    }

    fn expect(&mut self, party: Party, expectation: &Expectation) -> Result<(), Box<Failure>> {
        if let Party::Peer(peer) = party {
            match self.peer(peer) {
                Ok(connection) => connection.read_on(),
                Err(reason) => return Err(self.fail(party, reason, None)),
            }
        }
        let mut expecting = match Expecting::new(expectation) {
            Ok(expecting) => expecting,
            Err(reason) => return Err(self.fail(party, reason, None)),
        };
        let begun = Instant::now();
        // What has arrived already may be enough, or too much.
        let mut last = self.pump(Duration::ZERO).err().map(harness);
        loop {
            match self.advance(party, &mut expecting) {
                Progress::Done => return Ok(()),
                Progress::Failed(reason) => {
                    let reason = self.settle(reason);
                    return Err(self.fail(party, reason, expecting.gap()));
                }
                Progress::Wanting => {}
            }
            let rests = last == Some(Reason::Stuck) || begun.elapsed() > SILENCE;
            if rests && expecting.is_met_by_rest() {
                return Ok(());
            }
            if let Some(reason) = last {
                return Err(self.fail(party, reason, expecting.gap()));
            }
            last = self.await_more(begun);
            if last.is_some()
                && let Err(error) = self.pump(Duration::ZERO)
            {
                last = Some(harness(error));
            }
        }
    }

    fn advance(&mut self, party: Party, expecting: &mut Expecting) -> Progress {
        let inbox = match party {
            Party::Peer(peer) => match self.peers.get_mut(&peer) {
                Some(connection) => &mut connection.inbox,
                None => return Progress::Failed(Reason::Harness(format!("no connection {peer}"))),
            },
            Party::Program => &mut self.stdout,
        };
        expecting.advance(inbox, self.program)
    }

    // Observing.

    /// Looks at the program before something is done to it. With a thousand threads that takes
    /// its time, and must not take more than a part of ours.
    fn prepare(&mut self) {
        let begun = Instant::now();
        if begun.duration_since(self.prepared.0) >= 10 * self.prepared.1 {
            self.program.observer.baseline();
            self.prepared = (begun, begun.elapsed());
        }
    }

    /// Something has been done to the program.
    fn act(&mut self, mark: &str) {
        self.program.observer.begin(mark);
        self.acted = Instant::now();
    }

    // Small things.

    fn peer(&mut self, peer: u32) -> Result<&mut Connection, Reason> {
        self.peers
            .get_mut(&peer)
            .ok_or_else(|| Reason::Harness(format!("connection {peer} is not there")))
    }

    fn is_sending(&self, party: Party) -> bool {
        match party {
            Party::Peer(peer) => self.peers.get(&peer).is_some_and(Connection::is_sending),
            Party::Program => !self.typed.is_empty() && self.program.stdin.is_some(),
        }
    }

    /// What sentences call a peer.
    fn name(&self, peer: u32) -> String {
        match self.program.role() {
            Role::Server => format!("client {peer}"),
            Role::Client => "the server".into(),
        }
    }

    fn links(&self) -> Vec<Link> {
        self.peers.values().filter_map(Connection::link).collect()
    }

    fn note(&mut self, party: Party, what: What) {
        self.story.add(self.story.now(), party, what, self.step);
    }

    fn fail(&mut self, party: Party, reason: Reason, gap: Option<Gap>) -> Box<Failure> {
        let complaint = self.program.output().text(Stream::Stderr);
        if !complaint.trim().is_empty() && matches!(reason, Reason::Ended(_) | Reason::WrongEnd(_))
        {
            self.note(
                Party::Program,
                What::Complained(Excerpt::of(complaint.trim().as_bytes())),
            );
        }
        let observation = match &reason {
            Reason::Differs | Reason::Unexpected | Reason::SaysNot | Reason::Harness(_) => None,
            Reason::Ended(ended) | Reason::WrongEnd(ended) => {
                self.note(Party::Program, What::Exited(ended.to_string()));
                None
            }
            _ if self.telling == Telling::Bare => None,
            _ => {
                let links = self.links();
                Some(self.program.observer.observation(&links))
            }
        };
        Box::new(Failure {
            step: self.step.unwrap_or(0),
            party,
            reason,
            gap,
            said: complaint,
            observation,
        })
    }
}

/// How long nothing must have come from a program that never rests, where nothing is wanted.
const SILENCE: Duration = Duration::from_secs(2);

/// How often a program is asked whether it has read.
const TAKING: Duration = Duration::from_micros(100);

fn harness(error: io::Error) -> Reason {
    Reason::Harness(error.to_string())
}
