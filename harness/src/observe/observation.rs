//! What is reported of a program: where each thread and each connection stands.

use std::time::Duration;

use serde::Serialize;

/// Where a program's threads and sockets stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observation {
    /// What sentences call the program: `server` or `client`.
    pub program: String,
    /// Whether the kernel tells anything at all.
    pub sight: Sight,
    /// All threads that have not ended, by process.
    pub threads: Vec<ThreadAt>,
    /// The talk's connections, in the talk's order.
    pub links: Vec<LinkAt>,
}

/// Whether there was anything to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Sight {
    /// The kernel shows threads and sockets.
    Clear,
    /// It does not.
    None,
}

/// Where one thread stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThreadAt {
    /// The number of its process, in order of first sight.
    pub process: usize,
    /// The process's id.
    pub pid: u32,
    /// The thread's id.
    pub tid: u32,
    /// Its number: 1 for the first process's main thread, then in order of first sight.
    pub number: usize,
    /// What it calls itself.
    pub name: String,
    /// What it does.
    pub doing: Doing,
    /// Its time on a processor since something was last done to the program.
    pub cpu: Duration,
}

/// What a thread does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Doing {
    /// It has a processor, or is ready for one.
    Running,
    /// It had a processor for more than half of the time.
    Busy,
    /// It waits for a new connection.
    Accept {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits for its own connection to somewhere.
    Connect {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits for bytes.
    Read {
        /// The system call's name.
        call: &'static str,
        /// Where they must come from.
        from: Place,
    },
    /// It waits until bytes can be written.
    Write {
        /// The system call's name.
        call: &'static str,
        /// Where they go.
        to: Place,
    },
    /// It waits for any of several descriptors.
    Poll {
        /// The system call's name.
        call: &'static str,
        /// For how long at most.
        limit: Option<Duration>,
    },
    /// It lets time pass.
    Sleep {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits for a lock, and came there after something had been done to the program.
    Lock {
        /// What that was.
        since: String,
        /// The number of the thread that holds the lock, where that can be read.
        holder: Option<usize>,
    },
    /// It waits for another thread: for a lock, a condition, a message or its end.
    OtherThread {
        /// What had been done to the program when it came there, if anything.
        since: Option<String>,
    },
    /// It waits for a child process to end.
    Child {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits for a signal.
    Signal {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits for a disk, for memory, or for the child of a `vfork`.
    Disk,
    /// It was stopped by a signal.
    Stopped,
    /// It waits in another system call.
    Other {
        /// The system call's name.
        call: &'static str,
    },
    /// It waits, and the kernel does not say for what.
    Elsewhere,
    /// The kernel refuses to tell.
    Unreadable,
}

/// What a descriptor stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Place {
    /// The connection with this peer.
    Link(String),
    /// A socket that is none of the talk's.
    OtherSocket,
    /// Descriptor 0.
    StandardInput,
    /// Descriptor 1.
    StandardOutput,
    /// Descriptor 2.
    StandardError,
    /// A pipe.
    Pipe,
    /// Something with a name.
    File(String),
    /// The kernel does not tell.
    Unknown,
}

/// Where one connection stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkAt {
    /// What our end is called.
    pub name: String,
    /// What can be said of it.
    pub state: LinkState,
}

/// What can be said of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum LinkState {
    /// The kernel took it, the program has not.
    NeverAccepted {
        /// How many connections wait so.
        backlog: u32,
    },
    /// The program has not read all that was sent.
    Unread {
        /// How much is left.
        bytes: u32,
    },
    /// The program has read all bytes, but not the end of the stream.
    EndUnread,
    /// The program has read all that was sent.
    ReadAll {
        /// How much that was.
        bytes: u64,
    },
    /// The kernel had no room for it in the listen queue, and tries again.
    Overflowed,
    /// The program wrote more than fits, since our end does not read.
    PeerDoesNotRead {
        /// What lies unread at our end.
        bytes: u32,
    },
    /// There is no connection any more, or the program has left it.
    Gone,
    /// The kernel does not tell.
    Unknown,
}
