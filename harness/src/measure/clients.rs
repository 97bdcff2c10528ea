//! The clients of a measurement: all of them on one thread, which waits for whoever is next.

use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::{Domain, Socket, Type};

use super::Plan;
use crate::lab::Load;
use crate::program::HARD_LIMIT;

/// Before it counts, all clients have come, one after another: a burst of them would measure the
/// listen backlog.
const WARM_UP: Duration = Duration::from_millis(50);
/// A client whose connection was lost comes again after this time.
const RECOVERY: Duration = Duration::from_millis(1);
/// The longest reply that is read, in bytes.
const LONGEST: usize = 4096;

/// What was measured once.
pub struct Sample {
    /// How many replies came while they were counted.
    pub replies: u64,
    /// How many connections ended before their reply.
    pub lost: u64,
    /// How long clients waited, in microseconds: for their reply, or, where it has not come, until
    /// they gave up.
    pub waits: Histogram<u64>,
    /// The shortest wait, in microseconds, of who gave up.
    pub given_up: Option<u64>,
    /// From when on and until when replies are counted.
    counted: Instant,
    end: Option<Instant>,
}

impl Sample {
    fn new(counted: Instant) -> Sample {
        // Two digits, from a microsecond to what any client can have waited.
        let longest = 2 * HARD_LIMIT.as_micros() as u64;
        Sample {
            replies: 0,
            lost: 0,
            waits: Histogram::new_with_max(longest, 2).expect("the bounds are constants"),
            given_up: None,
            counted,
            end: None,
        }
    }

    /// Replies in a second.
    pub fn rate(&self) -> f64 {
        let end = self.end.unwrap_or(self.counted);
        let time = end.saturating_duration_since(self.counted);
        self.replies as f64 / time.as_secs_f64()
    }

    /// A reply came that was wanted since then.
    fn answer(&mut self, wanted: Instant, now: Instant) {
        if now < self.counted || self.end.is_some_and(|end| wanted >= end) {
            return;
        }
        if self.end.is_none() {
            self.replies += 1;
        }
        let waited = now.saturating_duration_since(wanted).as_micros() as u64;
        self.waits.saturating_record(waited);
    }

    /// A reply that was wanted since then has not come.
    fn give_up(&mut self, wanted: Instant, now: Instant) {
        if self.end.is_some_and(|end| wanted < end) {
            let waited = now.saturating_duration_since(wanted).as_micros() as u64;
            self.waits.saturating_record(waited);
            self.given_up = Some(self.given_up.map_or(waited, |least| least.min(waited)));
        }
    }
}

/// Why the clients gave up.
#[derive(Debug)]
pub enum Trouble {
    /// One of them was told this line.
    Wrong(Vec<u8>),
    /// The harness could not do its part.
    Harness(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Harness(error)
    }
}

/// So many clients ask and are answered for as long as the plan says, or, where nobody is answered,
/// until somebody is or [`HARD_LIMIT`] has passed; but no longer than there `is_alive` anybody who
/// could answer.
pub fn play(
    address: SocketAddr,
    load: &Load,
    plan: &Plan,
    clients: u32,
    is_alive: impl Fn() -> bool,
) -> Result<Sample, Trouble> {
    let begun = Instant::now();
    let counted = begun + WARM_UP;
    let come = |place: u32| Client::new(begun + WARM_UP * place / clients);
    let mut crowd = Crowd {
        manner: Manner {
            address,
            request: format!("{}\n", load.request).into_bytes(),
            load: *load,
            pause: plan.pause(),
            session: plan.session,
        },
        clients: (0..clients).map(come).collect(),
        sample: Sample::new(counted),
    };

    let limit = counted + HARD_LIMIT;
    let end = counted + plan.window();
    while Instant::now() < end || (crowd.sample.replies == 0 && Instant::now() < limit) {
        let lost = crowd.sample.lost;
        crowd.step(if crowd.sample.replies == 0 {
            limit
        } else {
            end
        })?;
        if crowd.sample.lost > lost && !is_alive() {
            break;
        }
    }
    let end = Instant::now();
    crowd.sample.end = Some(end);
    // Who waits now goes on to wait among all the others, so that nobody is served sooner than
    // before; but not for ever.
    let last = end + plan.window();
    while crowd.waits_since_before(end) && Instant::now() < last {
        crowd.step(last)?;
    }
    crowd.give_up();
    Ok(crowd.sample)
}

/// All clients, how they behave, and what is known of them.
struct Crowd {
    manner: Manner,
    clients: Vec<Client>,
    sample: Sample,
}

/// How all clients behave.
struct Manner {
    address: SocketAddr,
    request: Vec<u8>,
    load: Load,
    pause: Duration,
    session: u32,
}

impl Crowd {
    /// Whoever can do something does it; if nobody can, waits for that, but not longer than `until`.
    fn step(&mut self, until: Instant) -> Result<(), Trouble> {
        let now = Instant::now();
        for client in &mut self.clients {
            if client.due().is_some_and(|due| due <= now) {
                client.begin(&self.manner, &mut self.sample)?;
            }
        }
        let wake = self
            .clients
            .iter()
            .filter_map(Client::due)
            .fold(until, Instant::min);
        for place in await_any(&self.clients, wake.saturating_duration_since(now))? {
            self.clients[place].go_on(&self.manner, &mut self.sample)?;
        }
        Ok(())
    }

    fn waits_since_before(&self, moment: Instant) -> bool {
        self.clients
            .iter()
            .any(|client| client.due().is_none() && client.wanted < moment)
    }

    /// Nobody waits any longer: how long they have is known.
    fn give_up(&mut self) {
        let now = Instant::now();
        for client in &self.clients {
            if client.due().is_none() {
                self.sample.give_up(client.wanted, now);
            }
        }
    }
}

struct Client {
    stage: Stage,
    /// When its present or next reply was wanted first.
    wanted: Instant,
    /// How many requests it will still make on this connection.
    left: u32,
    /// What has come of a reply.
    reply: Vec<u8>,
}

enum Stage {
    /// It does nothing until `wanted`; its connection, if it goes on with one.
    Pausing(Option<TcpStream>),
    Connecting(TcpStream),
    Waiting(TcpStream),
}

impl Client {
    fn new(wanted: Instant) -> Client {
        Client {
            stage: Stage::Pausing(None),
            wanted,
            left: 0,
            reply: Vec::with_capacity(LONGEST),
        }
    }

    /// When it will do something by itself.
    fn due(&self) -> Option<Instant> {
        matches!(self.stage, Stage::Pausing(_)).then_some(self.wanted)
    }

    /// What it waits for, if it does.
    fn awaited(&self) -> Option<(&TcpStream, PollFlags)> {
        match &self.stage {
            Stage::Pausing(_) => None,
            Stage::Connecting(stream) => Some((stream, PollFlags::OUT)),
            Stage::Waiting(stream) => Some((stream, PollFlags::IN)),
        }
    }

    /// Its pause is over.
    fn begin(&mut self, manner: &Manner, sample: &mut Sample) -> Result<(), Trouble> {
        match mem::replace(&mut self.stage, Stage::Pausing(None)) {
            Stage::Pausing(Some(stream)) => self.ask(stream, manner, sample),
            _ => {
                self.left = manner.session;
                self.stage = Stage::Connecting(connect(manner.address)?);
            }
        }
        Ok(())
    }

    fn ask(&mut self, mut stream: TcpStream, manner: &Manner, sample: &mut Sample) {
        // The last request was answered, so there is room for this one in the socket's buffer.
        match stream.write_all(&manner.request) {
            Ok(()) => self.stage = Stage::Waiting(stream),
            Err(_) => self.lose(sample),
        }
    }

    /// What it waited for is there.
    fn go_on(&mut self, manner: &Manner, sample: &mut Sample) -> Result<(), Trouble> {
        match mem::replace(&mut self.stage, Stage::Pausing(None)) {
            Stage::Pausing(stream) => self.stage = Stage::Pausing(stream),
            Stage::Connecting(stream) => match stream.take_error()? {
                None => self.ask(stream, manner, sample),
                Some(_) => self.lose(sample),
            },
            Stage::Waiting(mut stream) => match read(&mut stream, &mut self.reply) {
                Ok(Heard::Part) => self.stage = Stage::Waiting(stream),
                Ok(Heard::Reply) => self.hear(stream, manner, sample)?,
                Err(_) => self.lose(sample),
            },
        }
        Ok(())
    }

    /// A reply is there.
    fn hear(
        &mut self,
        stream: TcpStream,
        manner: &Manner,
        sample: &mut Sample,
    ) -> Result<(), Trouble> {
        let line = self.reply.strip_suffix(b"\n").unwrap_or(&self.reply);
        if !manner.load.answer.is(line) {
            return Err(Trouble::Wrong(line.to_vec()));
        }
        self.reply.clear();
        let now = Instant::now();
        sample.answer(self.wanted, now);
        self.wanted = now + manner.pause;
        self.left -= 1;
        self.stage = Stage::Pausing((self.left > 0).then_some(stream));
        Ok(())
    }

    /// Its connection has ended before the reply.
    fn lose(&mut self, sample: &mut Sample) {
        sample.lost += 1;
        self.reply.clear();
        self.wanted = Instant::now() + RECOVERY;
        self.stage = Stage::Pausing(None);
    }
}

/// What a read has brought.
enum Heard {
    /// A line and what came with it, or more than any line is long.
    Reply,
    /// Less than that.
    Part,
}

/// Begins to connect, and does not wait for it.
fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        // Refused, say: that is seen again where the connection is waited for.
        Ok(()) | Err(_) => Ok(socket.into()),
    }
}

/// Adds what has come to a reply.
fn read(stream: &mut TcpStream, reply: &mut Vec<u8>) -> io::Result<Heard> {
    let mut buffer = [0; LONGEST];
    match stream.read(&mut buffer) {
        Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
        Ok(length) => reply.extend_from_slice(&buffer[..length]),
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Err(error) => return Err(error),
    }
    match reply.contains(&b'\n') || reply.len() > LONGEST {
        true => Ok(Heard::Reply),
        false => Ok(Heard::Part),
    }
}

/// Waits until something that a client waits for is there, or for so long: whose it is.
fn await_any(clients: &[Client], time: Duration) -> io::Result<Vec<usize>> {
    let (places, mut awaited): (Vec<usize>, Vec<PollFd<'_>>) = clients
        .iter()
        .enumerate()
        .filter_map(|(place, client)| Some((place, client.awaited()?)))
        .map(|(place, (stream, flags))| (place, PollFd::from_borrowed_fd(stream.as_fd(), flags)))
        .unzip();
    let time = Timespec::try_from(time).unwrap_or_default();
    match poll(&mut awaited, Some(&time)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let is_ready =
        |(place, one): (usize, &PollFd<'_>)| (!one.revents().is_empty()).then_some(place);
    Ok(places
        .into_iter()
        .zip(&awaited)
        .filter_map(is_ready)
        .collect())
}
