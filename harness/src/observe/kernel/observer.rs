//! The order of one look, and when the next is due.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::doing::{doing, is_busy, name};
use super::hidden;
use super::limit::Limit;
use super::listening;
use super::network::{Network, Traffic};
use super::observation::{Doing, LinkAt, LinkState, Observation, Sight, ThreadAt};
use super::places::Places;
use super::resources::{self, Holds, holds};
use super::rule::{self, Habit};
use super::sock_diag::Refused;
use super::stand::{Stand, Waiting};
use super::thread::{Depth, Motion, Thread};
use super::threads::Threads;
use super::tree::walk;
use super::{Baseline, Judgement, Link, Listener, Listening, Owner, Resources, Tree};

mod serving;

pub use serving::Watched;

/// Looks at one running program.
///
/// Before something is done to the program, [`baseline`](Observer::baseline) learns how it
/// idles; when it has been done, [`begin`](Observer::begin) starts the wait for an answer. Then
/// come looks, each when [`next_look`](Observer::next_look) says, until the answer is there or
/// a look says that it will never be.
pub struct Observer {
    program: String,
    tree: Tree,
    threads: Threads,
    network: Network,
    /// The waits with a limit in which the program idles.
    idles: HashSet<Wait>,
    /// When something was last done to the program.
    begun: Option<Instant>,
    /// Since when nothing has moved; `None` before the first look of a quiet time.
    quiet: Option<Quiet>,
    last: Option<Last>,
    /// What the last look said, until something else happens.
    judgement: Option<Judgement>,
}

/// A place in a program where a thread waits: the thread, the call, its stack pointer, and the
/// timeout of the socket. One that was given another timeout is waited at for another reason.
type Wait = (u32, &'static str, u64, Option<Duration>);

/// A time in which nothing moves.
#[derive(Clone, Copy)]
struct Quiet {
    since: Instant,
    /// How long it must be, by all that is known so far.
    needed: Duration,
    /// How long it must be because of hidden timers, once they were looked for.
    hidden: Duration,
}

/// The last look: when it ended and how long it took.
#[derive(Clone, Copy)]
struct Last {
    ended: Instant,
    cost: Duration,
}

impl Observer {
    /// An observer of the program in these processes. It may be made before they exist, by a
    /// thread that is in the program's network namespace.
    pub fn new(tree: Tree) -> Observer {
        Observer {
            program: "server".into(),
            tree,
            threads: Threads::new(tree),
            network: Network::open(),
            idles: HashSet::new(),
            begun: None,
            quiet: None,
            last: None,
            judgement: None,
        }
    }

    /// Sets what sentences call the program; `server` is what they call it otherwise.
    pub fn named(mut self, program: &str) -> Observer {
        self.program = program.into();
        self
    }

    /// Who would take a connection to 127.0.0.1 and this port. No connection is made.
    pub fn listener(&mut self, port: u16) -> Listening {
        let socket = match self.network.diag.listener(port) {
            Ok(Some(socket)) => socket,
            Ok(None) => return Listening::No,
            Err(Refused) => return Listening::Unknown,
        };
        let owner = match holds(&self.processes(), socket.inode) {
            Holds::Yes => Owner::Program,
            Holds::Unknown => Owner::Unknown,
            Holds::No => return Listening::Stranger,
        };
        Listening::Program(Listener {
            queue: socket.receive_queue,
            backlog: socket.write_queue,
            owner,
        })
    }

    /// Where the program listens: IPv4 addresses alone.
    pub fn listening(&self) -> Vec<SocketAddr> {
        listening::addresses(&self.processes())
    }

    /// Remembers the waits with a limit that the program is in while nobody wants anything of
    /// it. To be called four times over 100 ms once the program is ready, unless the first finds
    /// it [`Still`](Baseline::Still), and once before each thing that is done to it.
    pub fn baseline(&mut self) -> Baseline {
        self.judgement = None;
        self.survey(Depth::Quick);
        let mut baseline = Baseline::Still;
        for thread in self.threads.iter() {
            match &thread.stand {
                Stand::Waiting(waiting) if waiting.limit == Limit::Never => {}
                Stand::Waiting(waiting) => {
                    baseline = Baseline::Moving;
                    self.idles.insert(place(thread, waiting));
                }
                Stand::Running | Stand::Disk | Stand::Elsewhere => baseline = Baseline::Moving,
                Stand::Stopped | Stand::Ended | Stand::Unreadable => {}
            }
        }
        baseline
    }

    /// Something has been done to the program: the quiet time starts over, and time on a
    /// processor is counted from here. `mark` says what, as in `client 2 sent "inc a"`.
    pub fn begin(&mut self, mark: &str) {
        self.threads.begin(mark);
        self.begun = Some(Instant::now());
        self.quiet = None;
        self.last = None;
        self.judgement = None;
    }

    /// Bytes came from the program, on a connection or on its standard output: the quiet time
    /// starts over.
    pub fn moved(&mut self) {
        self.quiet = None;
        self.judgement = None;
    }

    /// How long from now until the next look is due. Looks take no more than a tenth of the time.
    pub fn next_look(&self) -> Duration {
        const SOON: Duration = Duration::from_millis(60);
        const SHORT_STEP: Duration = Duration::from_millis(5);
        const LONG_STEP: Duration = Duration::from_millis(50);
        const SHORTEST_STEP: Duration = Duration::from_millis(1);
        let Some(last) = self.last else {
            return Duration::ZERO;
        };
        let mut step = match self.begun {
            Some(begun) if last.ended.duration_since(begun) < SOON => SHORT_STEP,
            _ => LONG_STEP,
        };
        if let Some(quiet) = self.quiet {
            let due = quiet.since + quiet.needed.max(quiet.hidden);
            let left = due.saturating_duration_since(last.ended);
            if !left.is_zero() {
                step = step.min(left);
            }
        }
        let step = step.max(last.cost * 10).max(SHORTEST_STEP);
        (last.ended + step).saturating_duration_since(Instant::now())
    }

    /// Looks at all threads, and at both ends of the talk's connections.
    pub fn look(&mut self, links: &[Link]) -> Judgement {
        let started = Instant::now();
        if self.begun.is_none() {
            self.begun = Some(started);
        }
        let judgement = self.judge(started, links);
        let ended = Instant::now();
        self.last = Some(Last {
            ended,
            cost: ended.duration_since(started),
        });
        self.judgement = Some(judgement);
        judgement
    }

    fn judge(&mut self, started: Instant, links: &[Link]) -> Judgement {
        // Threads first: what they wrote before they were seen blocked is on its way by then.
        let motion = self.survey(Depth::Quick);
        if self.threads.iter().next().is_none() {
            return Judgement::Gone;
        }
        let traffic = self.network.look(links);
        if motion == Motion::Moved || traffic == Traffic::Moved {
            self.begin_quiet();
            return Judgement::Active;
        }
        let Some(quiet) = self.quiet else {
            self.begin_quiet();
            return Judgement::Quiet;
        };
        let mut needed = self.needed();
        if traffic == Traffic::Unknown {
            needed = needed.max(rule::UNCERTAIN);
        }
        self.quiet = Some(Quiet { needed, ..quiet });
        let elapsed = started.saturating_duration_since(quiet.since);
        if elapsed < needed.max(quiet.hidden) || traffic == Traffic::Busy {
            return Judgement::Quiet;
        }
        self.confirm(elapsed, links)
    }

    /// All is as it must be before a verdict; now those things are read that cost more.
    fn confirm(&mut self, elapsed: Duration, links: &[Link]) -> Judgement {
        match self.survey(Depth::Thorough) {
            Motion::Moved => return Judgement::Active,
            Motion::Awake => return Judgement::Quiet,
            Motion::Ticked | Motion::None => {}
        }
        let hidden = hidden::needed(&self.threads);
        if let Some(quiet) = &mut self.quiet {
            quiet.hidden = hidden;
        }
        if elapsed < hidden.max(self.needed()) {
            return Judgement::Quiet;
        }
        match self.network.look(links) {
            Traffic::Quiet | Traffic::Unknown => Judgement::Stuck,
            Traffic::Busy => Judgement::Quiet,
            Traffic::Moved => {
                self.begin_quiet();
                Judgement::Active
            }
        }
    }

    /// Looks at the threads; the quiet time starts over if any has moved.
    fn survey(&mut self, depth: Depth) -> Motion {
        let motion = self.threads.look(depth);
        if motion == Motion::Moved && self.quiet.is_some() {
            self.begin_quiet();
        }
        motion
    }

    fn begin_quiet(&mut self) {
        self.threads.begin_quiet();
        self.quiet = Some(Quiet {
            since: Instant::now(),
            needed: rule::CERTAIN,
            hidden: Duration::ZERO,
        });
    }

    /// The quiet time that the threads ask for.
    fn needed(&self) -> Duration {
        let of_thread = |thread: &Thread| {
            let habit = match thread.waiting() {
                Some(waiting) if self.idles.contains(&place(thread, waiting)) => Habit::Idles,
                _ => Habit::New,
            };
            let runs = thread.counters.runs.saturating_sub(thread.runs_before);
            rule::needed(&thread.stand, thread.longest, runs, habit)
        };
        self.threads
            .iter()
            .map(of_thread)
            .max()
            .unwrap_or(rule::CERTAIN)
    }

    /// Whether the program has read all that our end of a connection has sent.
    pub fn has_read(&self, link: &Link) -> bool {
        self.network.ends(link).is_ok_and(|ends| {
            ends.ours.is_none_or(|ours| ours.write_queue == 0)
                && ends.theirs.is_none_or(|theirs| theirs.receive_queue == 0)
        })
    }

    /// Where everything stands now, for people; the threads as the verdict saw them, if the last
    /// look was one.
    pub fn observation(&mut self, links: &[Link]) -> Observation {
        // A program that polls may be awake for a moment, which would not explain the verdict.
        if self.judgement != Some(Judgement::Stuck) {
            self.survey(Depth::Thorough);
        }
        let mut places = Vec::new();
        let mut links_at = Vec::new();
        let mut backlogs = HashMap::new();
        for link in links {
            let state = match self.network.ends(link) {
                Ok(ends) => {
                    let inode = ends.theirs.map_or(0, |theirs| theirs.inode);
                    places.push((inode, link.name.clone()));
                    let port = link.theirs.port();
                    let backlog = backlogs.entry(port).or_insert_with(|| {
                        let listener = self.network.diag.listener(port);
                        listener.ok().flatten().map(|socket| socket.receive_queue)
                    });
                    ends.state(*backlog)
                }
                Err(Refused) => LinkState::Unknown,
            };
            links_at.push(LinkAt {
                name: link.name.clone(),
                state,
            });
        }
        let places = Places::new(places.into_iter().filter(|(inode, _)| *inode != 0));
        // While something is unread, a thread at a futex may as well be an idle one.
        let all_read = links_at.iter().all(|link| {
            !matches!(
                link.state,
                LinkState::Unread { .. } | LinkState::EndUnread | LinkState::Unknown
            )
        });
        Observation {
            program: self.program.clone(),
            sight: Sight::Clear,
            threads: self.threads_at(&places, all_read),
            links: links_at,
        }
    }

    fn threads_at(&self, places: &Places, all_read: bool) -> Vec<ThreadAt> {
        let numbers: HashMap<u32, usize> = self
            .threads
            .iter()
            .map(|thread| (thread.tid, thread.number))
            .collect();
        // Whatever was busy before, nothing is any more where the program is stuck.
        let is_stuck = self.judgement == Some(Judgement::Stuck);
        let elapsed = self.begun.map(|begun| begun.elapsed());
        let elapsed = elapsed.filter(|_| !is_stuck);
        let mut found = Vec::new();
        for process in self.threads.processes() {
            for thread in process.threads() {
                let cpu = thread.cpu_since();
                let doing = if elapsed.is_some_and(|elapsed| is_busy(thread, elapsed)) {
                    Doing::Busy
                } else {
                    doing(thread, places, &numbers, all_read)
                };
                found.push(ThreadAt {
                    process: process.number,
                    pid: process.pid,
                    tid: thread.tid,
                    number: thread.number,
                    name: name(thread),
                    doing,
                    cpu,
                });
            }
        }
        found
    }

    /// What the whole tree of processes uses now.
    pub fn resources(&self) -> Resources {
        resources::measure(&walk(self.tree))
    }

    /// The ids of the program's processes that have not ended, in ascending order.
    pub fn processes(&self) -> Vec<u32> {
        // One that has lost its parent is known from earlier looks only.
        let known = self.threads.iter().map(|thread| thread.pid);
        let mut pids: Vec<u32> = known.collect();
        pids.retain(|pid| fs::exists(format!("/proc/{pid}")).unwrap_or(false));
        pids.extend(walk(self.tree));
        pids.sort_unstable();
        pids.dedup();
        pids
    }
}

fn place(thread: &Thread, waiting: &Waiting) -> Wait {
    let timeout = match waiting.limit {
        Limit::For(timeout) if waiting.has_timeout() => Some(timeout),
        _ => None,
    };
    (thread.tid, waiting.call.name, waiting.stack, timeout)
}
