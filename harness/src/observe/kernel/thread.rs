//! One thread of the program, kept from look to look.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::fs::{Mode, OFlags, openat};
use rustix::process::{Resource, getrlimit};

use super::calls::Bound;
use super::limit::Limit;
use super::stand::{Stand, Waiting};
use super::timeout;

/// How closely a look looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// A thread that has not been on a processor since it was seen blocked is taken to be
    /// blocked still. It may have been woken and not have got a processor yet.
    Quick,
    /// Every thread is read anew, as it must be before a verdict.
    Thorough,
}

/// What a look found of a thread, compared with the look before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Motion {
    /// Nothing that counts, and it has not been on a processor at all.
    None,
    /// It ran, but only as a wait with a limit makes it run.
    Ticked,
    /// It runs or is about to, but has done no more so far than to look up from its wait: no
    /// motion, and no time for a verdict either.
    Awake,
    /// It did something.
    Moved,
}

/// What the scheduler has counted for a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    /// Time on a processor.
    pub cpu: Duration,
    /// Time ready for one that others had.
    pub ready: Duration,
    /// How often it got a processor; 0 where the kernel does not count.
    pub runs: u64,
}

/// One thread of the program.
pub(super) struct Thread {
    pub pid: u32,
    pub tid: u32,
    /// Its number for people: 1 for the first process's main thread.
    pub number: usize,
    pub counters: Counters,
    pub stand: Stand,
    /// What had last been done to the program when it last ran.
    pub since: Option<Arc<str>>,
    /// What it had used when something was last done to the program.
    pub before: Counters,
    /// Its run count when the quiet time began.
    pub runs_before: u64,
    /// The longest limit of its waits since the quiet time began.
    pub longest: Limit,
    /// Its run count when `since` was set.
    runs_marked: u64,
    /// The wait that it was in at the last look that did not find it [`Awake`](Motion::Awake).
    last_wait: Option<Waiting>,
    /// Its time on a processor at that look.
    last_cpu: Duration,
    files: Option<Kept>,
}

impl Thread {
    /// A thread that was not there at the look before. `None` if it has gone already.
    pub fn open(tasks: &OwnedFd, pid: u32, tid: u32, number: usize) -> Option<Thread> {
        let files = Kept::open(tasks, tid);
        let mut thread = Thread {
            pid,
            tid,
            number,
            counters: Counters::default(),
            stand: Stand::Unreadable,
            since: None,
            before: Counters::default(),
            runs_before: 0,
            longest: Limit::Never,
            runs_marked: 0,
            last_wait: None,
            last_cpu: Duration::ZERO,
            files,
        };
        thread.counters = thread.count(tasks)?;
        thread.stand = thread.with_timeout(thread.read_stand(tasks, Depth::Quick), true);
        thread.last_wait = thread.waiting().copied();
        thread.last_cpu = thread.counters.cpu;
        thread.begin_quiet();
        Some(thread)
    }

    /// Reads the thread anew, `None` if it is gone. `mark` is what was last done to the program.
    pub fn look(
        &mut self,
        tasks: &OwnedFd,
        depth: Depth,
        mark: Option<&Arc<str>>,
    ) -> Option<Motion> {
        // The counters first: if they are the same at the next look, then the thread has stayed
        // in the call that is read after them.
        let counters = self.count(tasks)?;
        let ran = counters != self.counters;
        let trusted =
            depth == Depth::Quick && !ran && matches!(self.stand, Stand::Waiting(_) | Stand::Ended);
        if trusted {
            return Some(Motion::None);
        }
        let stand = self.with_timeout(self.read_stand(tasks, depth), ran);
        if self.looks_up(counters, &stand) {
            self.counters = counters;
            self.stand = stand;
            self.note(mark);
            return Some(Motion::Awake);
        }
        let moved = self.has_moved(counters, &stand);
        self.counters = counters;
        self.stand = stand;
        self.last_wait = self.waiting().copied();
        self.last_cpu = counters.cpu;
        self.note(mark);
        if let Stand::Waiting(waiting) = stand {
            self.longest = self.longest.longest(waiting.limit);
        }
        Some(match (moved, ran) {
            (true, _) => Motion::Moved,
            (false, true) => Motion::Ticked,
            (false, false) => Motion::None,
        })
    }

    /// Something has been done to the program: its time is counted from here.
    pub fn begin(&mut self, tasks: &OwnedFd, mark: &Arc<str>) {
        if let Some(counters) = self.count(tasks) {
            self.before = counters;
            if counters.runs != self.runs_marked {
                self.runs_marked = counters.runs;
                self.since = Some(Arc::clone(mark));
            }
        }
    }

    /// The quiet time starts here.
    pub fn begin_quiet(&mut self) {
        self.runs_before = self.counters.runs;
        self.longest = match self.stand {
            Stand::Waiting(waiting) => waiting.limit,
            _ => Limit::Never,
        };
    }

    /// Remembers what the thread ran for.
    pub fn note(&mut self, mark: Option<&Arc<str>>) {
        if self.counters.runs != self.runs_marked {
            self.runs_marked = self.counters.runs;
            self.since = mark.cloned();
        }
    }

    /// Whether it runs because the timeout of its socket has passed, as far as can be told: on a
    /// loaded machine, one that goes round and round is seen so again and again.
    fn looks_up(&self, counters: Counters, stand: &Stand) -> bool {
        let has_timeout = self.last_wait.is_some_and(|wait| wait.has_timeout());
        *stand == Stand::Running && has_timeout && !self.has_worked(counters)
    }

    fn has_worked(&self, counters: Counters) -> bool {
        const TICK: Duration = Duration::from_millis(2);
        counters.cpu.saturating_sub(self.last_cpu) > TICK
    }

    fn has_moved(&self, counters: Counters, stand: &Stand) -> bool {
        let worked = self.has_worked(counters);
        match (stand, &self.stand) {
            (Stand::Running | Stand::Disk | Stand::Elsewhere, _) => true,
            (Stand::Ended, Stand::Ended) => false,
            (Stand::Stopped, Stand::Stopped) => counters.runs != self.counters.runs,
            (Stand::Unreadable, Stand::Unreadable) => worked,
            (Stand::Waiting(now), _) => self.last_wait.is_none_or(|before| match now.limit {
                Limit::Never => {
                    counters.runs != self.counters.runs
                        || now.call != before.call
                        || now.args != before.args
                        || before.has_timeout()
                }
                Limit::For(_) | Limit::Hidden => !now.is_at(&before) || worked,
            }),
            _ => true,
        }
    }

    fn count(&self, tasks: &OwnedFd) -> Option<Counters> {
        let mut buffer = [0; 128];
        let schedstat = match &self.files {
            Some(files) => files.schedstat.read_at(&mut buffer, 0),
            None => read_small(tasks, &format!("{}/schedstat", self.tid), &mut buffer),
        };
        let counters = match schedstat {
            Ok(length) => parse_schedstat(&buffer[..length])?,
            // A kernel that does not count at all: at least the thread must be there.
            Err(_) => {
                state(tasks, self.tid)?;
                Counters::default()
            }
        };
        Some(counters)
    }

    fn read_stand(&self, tasks: &OwnedFd, depth: Depth) -> Stand {
        let letter = || state(tasks, self.tid);
        let mut buffer = [0; 256];
        let read = match &self.files {
            Some(files) => files.syscall.read_at(&mut buffer, 0),
            None => read_small(tasks, &format!("{}/syscall", self.tid), &mut buffer),
        };
        // Without a run count, a thread that ran between two looks could not be told from one
        // that did not: as good as unreadable.
        let text = match read {
            Ok(length) if self.counters.runs > 0 => std::str::from_utf8(&buffer[..length]).ok(),
            _ => None,
        };
        let stand = Stand::read(self.pid, text, letter);
        // The call alone does not show that the thread waits for a disk or was stopped.
        let closely =
            depth == Depth::Thorough || matches!(self.stand, Stand::Disk | Stand::Stopped);
        match stand {
            Stand::Waiting(_) if closely => Stand::from_state(letter(), stand),
            _ => stand,
        }
    }

    /// Gives a wait at a socket the limit that the socket sets. A thread that comes back to the
    /// same wait is taken to have the limit that it had there; whether it still has is asked
    /// before a verdict ([`hidden`](super::hidden)).
    fn with_timeout(&self, stand: Stand, ran: bool) -> Stand {
        let mut waiting = match stand {
            Stand::Waiting(waiting) if waiting.call.bound == Bound::Never => waiting,
            _ => return stand,
        };
        let before = self
            .last_wait
            .filter(|before| waiting.is_at(before) && waiting.descriptor() == before.descriptor());
        match before.map(|before| before.limit) {
            Some(Limit::Never) if !ran => {}
            Some(limit @ Limit::For(_)) => waiting.limit = limit,
            _ => {
                // Where the kernel does not tell, the verdict waits for longer.
                if let Some(Ok(limit)) = timeout::of(self.pid, &waiting) {
                    waiting.limit = limit;
                }
            }
        }
        Stand::Waiting(waiting)
    }

    /// The call that it is blocked in, if it is.
    pub fn waiting(&self) -> Option<&Waiting> {
        match &self.stand {
            Stand::Waiting(waiting) => Some(waiting),
            _ => None,
        }
    }

    /// Its time on a processor since something was last done to the program.
    pub fn cpu_since(&self) -> Duration {
        self.counters.cpu.saturating_sub(self.before.cpu)
    }

    /// Time that it ran or would have, on a machine of its own, since [`begin`](Thread::begin).
    pub fn active_since(&self) -> Duration {
        let ready = self.counters.ready.saturating_sub(self.before.ready);
        self.cpu_since() + ready
    }
}

/// `NANOSECONDS-ON-A-PROCESSOR NANOSECONDS-READY TIMES-RUN`.
fn parse_schedstat(text: &[u8]) -> Option<Counters> {
    let mut words = std::str::from_utf8(text).ok()?.split_ascii_whitespace();
    let cpu = words.next()?.parse().ok()?;
    let ready = words.next()?.parse().ok()?;
    let runs = words.next()?.parse().ok()?;
    Some(Counters {
        cpu: Duration::from_nanos(cpu),
        ready: Duration::from_nanos(ready),
        runs,
    })
}

/// The letter in `/proc/PID/task/TID/stat`, which everyone may read.
pub(super) fn state(tasks: &OwnedFd, tid: u32) -> Option<u8> {
    let mut buffer = [0; 256];
    let length = read_small(tasks, &format!("{tid}/stat"), &mut buffer).ok()?;
    let text = &buffer[..length];
    // The name before it is in parentheses and may hold more of them.
    let end_of_name = text.iter().rposition(|byte| *byte == b')')?;
    text.get(end_of_name + 2).copied()
}

/// Reads the beginning of a file below an open folder.
pub(super) fn read_small(folder: &OwnedFd, path: &str, buffer: &mut [u8]) -> io::Result<usize> {
    let file = openat(
        folder,
        path,
        OFlags::RDONLY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    File::from(file).read(buffer)
}

/// Files that stay open, since opening them is most of a look's cost.
struct Kept {
    schedstat: File,
    syscall: File,
}

static KEPT: AtomicU64 = AtomicU64::new(0);

/// Descriptors are few: a quarter of those that this process may have are used here.
static MOST: LazyLock<u64> =
    LazyLock::new(|| getrlimit(Resource::Nofile).current.unwrap_or(1 << 16) / 4);

impl Kept {
    const FILES: u64 = 2;

    fn open(tasks: &OwnedFd, tid: u32) -> Option<Kept> {
        if KEPT.fetch_add(Kept::FILES, Ordering::Relaxed) + Kept::FILES > *MOST {
            KEPT.fetch_sub(Kept::FILES, Ordering::Relaxed);
            return None;
        }
        let open = |name: &str| {
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            openat(tasks, format!("{tid}/{name}"), flags, Mode::empty()).map(File::from)
        };
        match (open("schedstat"), open("syscall")) {
            (Ok(schedstat), Ok(syscall)) => Some(Kept { schedstat, syscall }),
            _ => {
                KEPT.fetch_sub(Kept::FILES, Ordering::Relaxed);
                None
            }
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        KEPT.fetch_sub(Kept::FILES, Ordering::Relaxed);
    }
}
