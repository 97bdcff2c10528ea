//! What the kernel says of one thread: whether it runs, and the system call that it waits in.

use super::calls::{self, Bound, Call};
use super::limit::{self, Limit};

/// Where a thread stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// On a processor, or ready for one.
    Running,
    /// Waits for a disk, for memory, or for the child of a `vfork`.
    Disk,
    /// Stopped by a signal.
    Stopped,
    /// Has ended; only its exit status is left.
    Ended,
    /// Blocked in a system call.
    Waiting(Waiting),
    /// Blocked in a call that is not known to wait, or in none.
    Elsewhere,
    /// The kernel does not tell.
    Unreadable,
}

/// A system call in which a thread is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub call: &'static Call,
    pub args: [u64; 6],
    pub stack: u64,
    pub limit: Limit,
}

impl Waiting {
    /// The descriptor of a call that takes one. The kernel looks at the lower half of the
    /// register only.
    pub fn descriptor(&self) -> i32 {
        self.args[0] as i32
    }

    /// Whether its limit is the timeout of a socket.
    pub fn has_timeout(&self) -> bool {
        self.call.bound == Bound::Never && self.limit != Limit::Never
    }

    /// Whether a thread has come back to the place where it waited before.
    pub fn is_at(&self, before: &Waiting) -> bool {
        self.call == before.call && self.stack == before.stack
    }
}

impl Stand {
    /// Reads `/proc/PID/task/TID/syscall` (`None` where that is refused); `state` yields the
    /// letter of `/proc/PID/task/TID/stat` where it is needed.
    pub fn read(pid: u32, syscall: Option<&str>, state: impl FnOnce() -> Option<u8>) -> Stand {
        let Some(text) = syscall.filter(|_| calls::are_known()) else {
            return Stand::from_state(state(), Stand::Unreadable);
        };
        if text.starts_with("running") {
            return Stand::Running;
        }
        let Some((number, args, stack)) = parse(text) else {
            return Stand::from_state(state(), Stand::Elsewhere);
        };
        match calls::find(number) {
            Some(call) => Stand::Waiting(Waiting {
                call,
                args,
                stack,
                limit: limit::read(pid, call, &args),
            }),
            None => Stand::from_state(state(), Stand::Elsewhere),
        }
    }

    /// The letters of proc_pid_stat(5); `asleep` is what a sleeping thread is.
    pub fn from_state(state: Option<u8>, asleep: Stand) -> Stand {
        match state {
            Some(b'R' | b'W') => Stand::Running,
            Some(b'D') => Stand::Disk,
            Some(b'T' | b't') => Stand::Stopped,
            Some(b'Z' | b'X' | b'x') => Stand::Ended,
            _ => asleep,
        }
    }
}

/// `NUMBER ARG ARG ARG ARG ARG ARG STACK PROGRAM-COUNTER`; a thread that is blocked in no system
/// call shows `-1 STACK PROGRAM-COUNTER`.
fn parse(text: &str) -> Option<(i64, [u64; 6], u64)> {
    let mut words = text.split_ascii_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut hex = || u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok();
    let mut args = [0; 6];
    for arg in &mut args {
        *arg = hex()?;
    }
    Some((number, args, hex()?))
}
