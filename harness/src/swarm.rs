//! A swarm: many clients at once who each ask a line and are answered one, in no order that could
//! be written down before. What they asked and were told is kept, with times; a model judges it.
//!
//! Each client is answered once before the next one connects: a burst of connects would measure
//! the listen backlog, not the server.

use std::collections::VecDeque;
use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::finding::{Panic, Trouble};
use crate::observe::{Judgement, Link};
use crate::player::{Connection, Window};
use crate::program::{Ended, HARD_LIMIT, Program, Stream};
use crate::scene::{Scene, Server};
use crate::talk::{Party, escape};
use crate::transcript::{Excerpt, Transcript, What};

/// One request and its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Who asked: the client's number, from 1.
    pub client: u32,
    /// What was asked, without its `\n`.
    pub request: String,
    /// What came back, without its `\n`; `None` if nothing has.
    pub reply: Option<String>,
    /// When it was asked, counted from the swarm's beginning.
    pub asked: Duration,
    /// When the reply was there.
    pub answered: Option<Duration>,
}

/// Clients that are connected to one server.
pub struct Swarm<'a> {
    server: &'a mut Server,
    clients: Vec<Client>,
    begun: Instant,
    exchanges: Vec<Exchange>,
}

struct Client {
    connection: Connection,
    /// Its exchanges without a reply, the oldest first.
    open: VecDeque<usize>,
}

/// Why a reply will not come.
#[derive(Clone, Debug, PartialEq)]
pub enum Silence {
    /// No thread of the server will ever go on.
    Stuck,
    /// It still ran when the hard limit had passed.
    Late,
    /// It has ended, and how.
    Ended(Option<Ended>),
    /// It has closed this client's connection.
    Left(u32),
    /// The harness could not do its part.
    Harness(String),
}

impl From<io::Error> for Silence {
    fn from(error: io::Error) -> Silence {
        Silence::Harness(error.to_string())
    }
}

impl<'a> Swarm<'a> {
    /// Connects so many clients. Each of them asks these lines and is answered before the next one
    /// connects.
    ///
    /// # Errors
    /// One of them was not answered. The swarm is there to tell of it.
    pub fn gather(
        server: &'a mut Server,
        clients: u32,
        greeting: &[&str],
    ) -> (Swarm<'a>, Result<(), Silence>) {
        let mut swarm = Swarm {
            server,
            clients: Vec::new(),
            begun: Instant::now(),
            exchanges: Vec::new(),
        };
        let gathered = (1..=clients).try_for_each(|number| swarm.add(number, greeting));
        (swarm, gathered)
    }

    fn add(&mut self, number: u32, greeting: &[&str]) -> Result<(), Silence> {
        let name = format!("client {number}");
        self.clients.push(Client {
            connection: Connection::open(name, self.server.address, Window::Usual)?,
            open: VecDeque::new(),
        });
        let begun = Instant::now();
        while self.client(number).connection.poll_connected()?.is_none() {
            if begun.elapsed() > HARD_LIMIT {
                return Err(Silence::Late);
            }
            self.pause(Duration::from_millis(1))?;
        }
        for line in greeting {
            self.ask(number, line);
            self.await_replies()?;
        }
        Ok(())
    }

    /// How many clients there are.
    pub fn size(&self) -> u32 {
        self.clients.len() as u32
    }

    /// The server's program.
    pub fn program(&mut self) -> &mut Program {
        &mut self.server.program
    }

    fn client(&mut self, number: u32) -> &mut Client {
        &mut self.clients[number as usize - 1]
    }

    /// A client asks one line.
    pub fn ask(&mut self, client: u32, request: &str) {
        self.ask_all(client, std::iter::once(request.to_owned()));
    }

    /// A client asks several lines at once, and waits for none of the replies.
    pub fn ask_all(&mut self, client: u32, requests: impl Iterator<Item = String>) {
        let asked = self.begun.elapsed();
        let mut bytes = Vec::new();
        let mut first = None;
        for request in requests {
            bytes.extend_from_slice(request.as_bytes());
            bytes.push(b'\n');
            first.get_or_insert_with(|| escape(&request));
            let place = self.exchanges.len();
            self.client(client).open.push_back(place);
            self.exchanges.push(Exchange {
                client,
                request,
                reply: None,
                asked,
                answered: None,
            });
        }
        let mark = format!("client {client} sent \"{}\\n\"", first.unwrap_or_default());
        self.program().observer.begin(&mark);
        self.client(client).connection.send(bytes);
    }

    /// Takes in what has come for a client; whether all that it asked is answered.
    pub fn hear(&mut self, client: u32) -> bool {
        let now = self.begun.elapsed();
        let Client { connection, open } = &mut self.clients[client as usize - 1];
        connection.move_on(PollFlags::IN);
        let mut taken = 0;
        for line in connection
            .inbox
            .waiting()
            .split_inclusive(|byte| *byte == b'\n')
        {
            let Some((b'\n', line)) = line.split_last() else {
                break;
            };
            taken += line.len() + 1;
            // What nobody asked for is left to the checks of single clients.
            if let Some(place) = open.pop_front() {
                self.exchanges[place].reply = Some(String::from_utf8_lossy(line).into_owned());
                self.exchanges[place].answered = Some(now);
            }
        }
        connection.inbox.take(taken);
        open.is_empty()
    }

    /// Waits until all that was asked is answered.
    ///
    /// # Errors
    /// A reply will not come.
    pub fn await_replies(&mut self) -> Result<(), Silence> {
        self.await_clients(|waiting| waiting == 0)
    }

    /// Waits until some client has been answered, or none waits.
    ///
    /// # Errors
    /// A reply will not come.
    pub fn await_any(&mut self) -> Result<(), Silence> {
        let all = self
            .clients
            .iter()
            .filter(|client| !client.open.is_empty())
            .count();
        self.await_clients(|waiting| waiting == 0 || waiting < all)
    }

    /// Waits until as many clients wait for replies as is enough.
    fn await_clients(&mut self, enough: impl Fn(usize) -> bool) -> Result<(), Silence> {
        let begun = Instant::now();
        loop {
            let waiting = (1..=self.size())
                .filter(|number| !self.hear(*number))
                .count();
            if enough(waiting) {
                return Ok(());
            }
            if begun.elapsed() > HARD_LIMIT {
                return Err(Silence::Late);
            }
            if let Some(gone) = self.left() {
                return Err(gone);
            }
            let next_look = self.program().observer.next_look();
            // Most replies come sooner than the first look would be worth its cost.
            let moved = self.pause(next_look.max(GRACE.saturating_sub(begun.elapsed())))?;
            if moved {
                self.program().observer.moved();
            } else {
                self.look()?;
            }
        }
    }

    /// Looks whether the server can still answer, if a look is due.
    ///
    /// # Errors
    /// It cannot.
    pub fn look(&mut self) -> Result<(), Silence> {
        if !self.program().observer.next_look().is_zero() {
            return Ok(());
        }
        let links = self.links();
        match self.program().observer.look(&links) {
            Judgement::Active | Judgement::Quiet => Ok(()),
            Judgement::Stuck => Err(Silence::Stuck),
            Judgement::Gone => Err(Silence::Ended(
                self.program().output().await_end(HARD_LIMIT),
            )),
        }
    }

    /// Whether the server has closed a connection on which something is still due.
    fn left(&mut self) -> Option<Silence> {
        let place = self.clients.iter().position(|client| {
            !client.open.is_empty() && client.connection.inbox.ended().is_some()
        })?;
        // It may be the program's own end that closed it.
        Some(match self.program().rest() {
            Some(ended) => Silence::Ended(Some(ended)),
            None => Silence::Left(place as u32 + 1),
        })
    }

    /// Waits for something to come, at most so long; whether something did.
    ///
    /// # Errors
    /// The system call failed.
    pub fn pause(&self, limit: Duration) -> io::Result<bool> {
        let limit = Timespec {
            tv_sec: limit.as_secs() as _,
            tv_nsec: limit.subsec_nanos() as _,
        };
        let waiting = self.clients.iter().map(|client| &client.connection);
        let mut descriptors: Vec<PollFd<'_>> = waiting
            .map(|connection| {
                PollFd::from_borrowed_fd(connection.stream().as_fd(), connection.interest())
            })
            .collect();
        match poll(&mut descriptors, Some(&limit)) {
            Ok(ready) => Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// A client's connection, to be observed.
    pub fn link(&self, client: u32) -> Option<Link> {
        self.clients[client as usize - 1].connection.link()
    }

    fn links(&self) -> Vec<Link> {
        let connections = self.clients.iter().map(|client| &client.connection);
        connections.filter_map(Connection::link).collect()
    }

    /// All that was asked and answered so far, in the order in which it was asked.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The finding of a reply that will not come.
    pub fn tell(&mut self, scene: &Scene<'_>, silence: Silence) -> Trouble {
        let due: Vec<&Exchange> = self
            .exchanges
            .iter()
            .filter(|exchange| exchange.reply.is_none())
            .collect();
        let Some(first) = due.first().map(|exchange| exchange.client) else {
            return Trouble::Harness(format!(
                "a swarm is silent, and nothing is due: {silence:?}"
            ));
        };
        let headline = match &silence {
            Silence::Harness(reason) => return Trouble::Harness(reason.clone()),
            Silence::Stuck => {
                format!("the server did not answer client {first}, and it never will")
            }
            Silence::Late => format!(
                "the server did not answer client {first} within {} s",
                HARD_LIMIT.as_secs()
            ),
            Silence::Ended(Some(ended)) => format!("the server ended with {ended}"),
            Silence::Ended(None) => "the server ended".to_owned(),
            Silence::Left(client) => {
                format!("the server closed the connection of client {client}, who was due a reply")
            }
        };
        let shown: Vec<Exchange> = due.into_iter().take(SHOWN).cloned().collect();
        let links = self.links();
        let program = self.program();
        let mut finding = scene.find(headline).quoting(program.output());
        if let Some(panic) = Panic::find(&program.output().text(Stream::Stderr)) {
            finding.headline = panic.sentence("the server");
        }
        if matches!(silence, Silence::Stuck | Silence::Late) {
            finding.stands = program.observer.observation(&links).sentences();
        }
        finding.transcript = Some(transcript(&shown));
        finding = finding.comparing("a reply to each request", "none to those drawn here");
        finding.into()
    }
}

/// How many requests without a reply are drawn.
const SHOWN: usize = 6;

/// How long a reply may take before the threads are looked at.
const GRACE: Duration = Duration::from_millis(2);

/// Exchanges as a story, in the order of time.
pub fn transcript(exchanges: &[Exchange]) -> Transcript {
    let mut events = Vec::new();
    for exchange in exchanges {
        let party = Party::Peer(exchange.client);
        let line = |text: &str| Excerpt::of(format!("{text}\n").as_bytes());
        events.push((exchange.asked, party, What::Sent(line(&exchange.request))));
        if let (Some(at), Some(reply)) = (exchange.answered, &exchange.reply) {
            events.push((at, party, What::Received(line(reply))));
        }
    }
    events.sort_by_key(|(at, ..)| *at);
    let mut transcript = Transcript::default();
    for (step, (at, party, what)) in events.into_iter().enumerate() {
        // A step of its own for each: what one client asks twice is two requests.
        transcript.push(at, party, what, Some(step));
    }
    transcript
}
