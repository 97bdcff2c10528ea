//! Where a program stands, read from the kernel: is it still working on an answer, or will
//! none of its threads ever do anything again?
//!
//! An [`Observer`] looks at all threads of a program and at both ends of its connections,
//! again and again while somebody waits for an answer. Where each thread is blocked, nothing
//! has run, no byte has moved and the network itself is quiet, the program is *stuck*; this is
//! known in about 0.1 s, on a loaded machine as on an idle one. The same look yields an
//! [`Observation`]: what each thread waits for, in sentences.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `observation` | what is reported of threads and connections |
//! | `sentences` | the same in English |
//! | `deadlock` | when that word may be said |
//! | `kernel` | [`Observer`] where the kernel tells: Linux |
//! | `blind` | the same interface where it does not, or under `--cfg portable`, which is there to test it: a deadline of 2 s |

use std::net::SocketAddr;
use std::time::Duration;

#[cfg(any(not(target_os = "linux"), portable))]
mod blind;
mod deadlock;
#[cfg(all(target_os = "linux", not(portable)))]
mod kernel;
mod observation;
mod sentences;

#[cfg(any(not(target_os = "linux"), portable))]
pub use blind::{Observer, Watched};
/// The processes of a tree that have not ended.
#[cfg(all(feature = "class", target_os = "linux", not(portable)))]
pub(crate) use kernel::processes;
#[cfg(all(target_os = "linux", not(portable)))]
pub use kernel::{Observer, Watched};
pub use observation::{Doing, LinkAt, LinkState, Observation, Place, Sight, ThreadAt};

/// Where to find the program's processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Every descendant of this guard process, but not the guard itself.
    Below(u32),
    /// This process and its descendants.
    From(u32),
}

/// One TCP connection of the talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What sentences call our end: `client 1`, or `the server` where a client is judged.
    pub name: String,
    /// The address of our end.
    pub ours: SocketAddr,
    /// The address of the program's end.
    pub theirs: SocketAddr,
    /// Whether our end takes what comes.
    pub reads: Reads,
}

/// Whether our end of a connection reads what the program sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Bytes, and the end of the stream, are read as they come.
    Always,
    /// Replies are left unread on purpose: what piles up there is no reason to wait.
    Stalled,
}

/// What one look says of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Something ran or moved.
    Active,
    /// Nothing has moved since the last look, but not for long enough, or the network is still
    /// at work.
    Quiet,
    /// Nothing will come of it any more. Bytes that our own ends have not read yet (its standard
    /// output among them) are for the caller to look at one last time.
    Stuck,
    /// No thread is left: the program has ended, or was never there.
    Gone,
}

/// What the program does while nobody wants anything of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// Every thread waits without a time limit.
    Still,
    /// Some threads run, or wait for a limited time.
    Moving,
}

/// Who listens on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// Nobody.
    No,
    /// The program, as far as can be known: see [`Listener::owner`].
    Program(Listener),
    /// A process that does not belong to the program.
    Stranger,
    /// The kernel does not tell; wait for the program to say so itself.
    Unknown,
}

/// A listening socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Connections that wait to be accepted.
    pub queue: u32,
    /// How many may wait: the argument of `listen`, cut to the system's limit.
    pub backlog: u32,
    /// Whether it is certain that the program holds it.
    pub owner: Owner,
}

/// Whose socket it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One of the program's processes holds a descriptor of it.
    Program,
    /// The kernel refuses to show the program's descriptors (another user's program).
    Unknown,
}

/// Where one thread stands at a moment, as far as it matters to another that is in slow motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// It runs, or is ready to.
    Running,
    /// It waits for another thread, for so long at most.
    Lock(Option<Duration>),
    /// It waits for something else.
    Elsewhere,
}

/// What the whole tree of processes uses now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Processes that have not ended.
    pub processes: usize,
    /// Their threads.
    pub threads: usize,
    /// Their open descriptors.
    pub descriptors: usize,
    /// Their private resident memory in bytes (`RssAnon`).
    pub memory: u64,
    /// The most that has been resident, all of it, in bytes (`VmHWM`).
    pub peak: u64,
    /// Processes whose descriptors may not be counted.
    pub refused: usize,
}
