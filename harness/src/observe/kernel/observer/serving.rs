//! Which thread serves a connection, and where one thread stands from moment to moment.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use super::super::calls::Purpose;
use super::super::limit::Limit;
use super::super::observation::Place;
use super::super::places::Places;
use super::super::stand::Stand;
use super::super::thread::Depth;
use super::super::{Link, Wait};
use super::Observer;

/// One thread, whose stand is read again and again.
#[derive(Debug)]
pub struct Watched {
    pid: u32,
    tid: u32,
    number: usize,
    syscall: File,
    schedstat: File,
}

impl Observer {
    /// The thread that waits for the next bytes of this connection, in a call that a debugger may
    /// interrupt unnoticed: a `read` without any limit (signal(7), "Interruption of system calls").
    /// `None` where no thread does: the program serves many connections with one thread, or none.
    pub fn serving(&mut self, link: &Link) -> Option<Watched> {
        self.survey(Depth::Thorough);
        let theirs = self.network.ends(link).ok()?.theirs?;
        let places = Places::new([(theirs.inode, link.name.clone())].into_iter());
        let thread = self.threads.iter().find(|thread| {
            thread.waiting().is_some_and(|waiting| {
                waiting.call.purpose == Purpose::Read
                    && waiting.limit == Limit::Never
                    && matches!(places.find(thread.pid, waiting.args[0]), Place::Link(_))
            })
        })?;
        Watched::open(thread.pid, thread.tid, thread.number).ok()
    }
}

impl Watched {
    fn open(pid: u32, tid: u32, number: usize) -> io::Result<Watched> {
        let open = |name: &str| File::open(format!("/proc/{pid}/task/{tid}/{name}"));
        Ok(Watched {
            pid,
            tid,
            number,
            syscall: open("syscall")?,
            schedstat: open("schedstat")?,
        })
    }

    /// Its id.
    pub fn tid(&self) -> u32 {
        self.tid
    }

    /// Its number for people, as in an observation.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Where it stands now.
    pub fn wait(&self) -> Wait {
        let mut buffer = [0; 256];
        let Ok(length) = self.syscall.read_at(&mut buffer, 0) else {
            return Wait::Elsewhere;
        };
        let text = std::str::from_utf8(&buffer[..length]).ok();
        match Stand::read(self.pid, text, || None) {
            Stand::Running => Wait::Running,
            Stand::Waiting(waiting) if waiting.call.purpose == Purpose::Futex => {
                Wait::Lock(match waiting.limit {
                    Limit::For(limit) => Some(limit),
                    Limit::Never | Limit::Hidden => None,
                })
            }
            _ => Wait::Elsewhere,
        }
    }

    /// How often it has got a processor so far.
    pub fn runs(&self) -> u64 {
        self.statistic(2)
    }

    /// How long it has had a processor so far, to some milliseconds.
    pub fn time_run(&self) -> Duration {
        Duration::from_nanos(self.statistic(0))
    }

    /// One of the three numbers of its `schedstat` (Documentation/scheduler/sched-stats.rst).
    fn statistic(&self, place: usize) -> u64 {
        let mut buffer = [0; 128];
        let length = self.schedstat.read_at(&mut buffer, 0).unwrap_or(0);
        let text = std::str::from_utf8(&buffer[..length]).unwrap_or_default();
        let number = text.split_ascii_whitespace().nth(place);
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}
