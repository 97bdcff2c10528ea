//! The system calls that wait: what for, and where the limit of the wait is written.
//!
//! Numbers are those of `asm/unistd_64.h` (x86-64) and `asm-generic/unistd.h` (aarch64). On
//! another architecture no call is known, and every thread counts as unreadable.

/// A system call in which a thread can wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// Its number on x86-64 and on aarch64.
    numbers: [i64; 2],
    /// The name that people know it by (`accept` for `accept4`).
    pub name: &'static str,
    /// What a thread in it waits for.
    pub purpose: Purpose,
    /// What ends the wait.
    pub bound: Bound,
}

/// What a thread waits for. Descriptors are in the first argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Accept,
    Connect,
    Read,
    Write,
    /// Any of several descriptors; their count is in this argument, if in one.
    Poll(Option<usize>),
    Sleep,
    Futex,
    Child,
    Signal,
    Other,
}

/// Where the limit of a wait is written; numbers are positions of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// There is none.
    Never,
    /// An `int` of milliseconds, negative for none.
    Millis(usize),
    /// A pointer to a `timespec` that counts from the call.
    Timespec(usize),
    /// A pointer to a `timeval` that counts from the call.
    Timeval(usize),
    /// A pointer to a `timespec` on the clock of the day.
    Realtime(usize),
    /// `futex`: it depends on the operation.
    Futex,
    /// A pointer to a `timespec` on the clock that another argument names.
    OnClock { limit: usize, clock: usize },
    /// `clock_nanosleep`: from the call, or on a clock, as its flags say.
    ClockSleep,
    /// A wait with a limit that cannot be read.
    Hidden,
}

const NONE: i64 = i64::MIN;

const fn call(
    x86_64: i64,
    aarch64: i64,
    name: &'static str,
    purpose: Purpose,
    bound: Bound,
) -> Call {
    Call {
        numbers: [x86_64, aarch64],
        name,
        purpose,
        bound,
    }
}

const CALLS: [Call; 52] = [
    call(43, 202, "accept", Purpose::Accept, Bound::Never),
    call(288, 242, "accept", Purpose::Accept, Bound::Never),
    call(42, 203, "connect", Purpose::Connect, Bound::Never),
    call(0, 63, "read", Purpose::Read, Bound::Never),
    call(19, 65, "readv", Purpose::Read, Bound::Never),
    call(17, 67, "pread", Purpose::Read, Bound::Never),
    call(295, 69, "preadv", Purpose::Read, Bound::Never),
    call(327, 286, "preadv", Purpose::Read, Bound::Never),
    call(45, 207, "recv", Purpose::Read, Bound::Never),
    call(47, 212, "recvmsg", Purpose::Read, Bound::Never),
    call(299, 243, "recvmmsg", Purpose::Read, Bound::Timespec(4)),
    call(1, 64, "write", Purpose::Write, Bound::Never),
    call(20, 66, "writev", Purpose::Write, Bound::Never),
    call(18, 68, "pwrite", Purpose::Write, Bound::Never),
    call(296, 70, "pwritev", Purpose::Write, Bound::Never),
    call(328, 287, "pwritev", Purpose::Write, Bound::Never),
    call(44, 206, "send", Purpose::Write, Bound::Never),
    call(46, 211, "sendmsg", Purpose::Write, Bound::Never),
    call(307, 269, "sendmmsg", Purpose::Write, Bound::Never),
    call(40, 71, "sendfile", Purpose::Write, Bound::Never),
    call(275, 76, "splice", Purpose::Other, Bound::Never),
    call(276, 77, "tee", Purpose::Other, Bound::Never),
    call(278, 75, "vmsplice", Purpose::Other, Bound::Never),
    call(7, NONE, "poll", Purpose::Poll(Some(1)), Bound::Millis(2)),
    call(271, 73, "poll", Purpose::Poll(Some(1)), Bound::Timespec(2)),
    call(
        23,
        NONE,
        "select",
        Purpose::Poll(Some(0)),
        Bound::Timeval(4),
    ),
    call(
        270,
        72,
        "select",
        Purpose::Poll(Some(0)),
        Bound::Timespec(4),
    ),
    call(
        232,
        NONE,
        "epoll_wait",
        Purpose::Poll(None),
        Bound::Millis(3),
    ),
    call(281, 22, "epoll_wait", Purpose::Poll(None), Bound::Millis(3)),
    call(
        441,
        441,
        "epoll_wait",
        Purpose::Poll(None),
        Bound::Timespec(3),
    ),
    call(35, 101, "nanosleep", Purpose::Sleep, Bound::Timespec(0)),
    call(230, 115, "nanosleep", Purpose::Sleep, Bound::ClockSleep),
    call(202, 98, "futex", Purpose::Futex, Bound::Futex),
    call(
        449,
        449,
        "futex",
        Purpose::Futex,
        Bound::OnClock { limit: 3, clock: 4 },
    ),
    call(
        455,
        455,
        "futex",
        Purpose::Futex,
        Bound::OnClock { limit: 4, clock: 5 },
    ),
    call(61, 260, "wait", Purpose::Child, Bound::Never),
    call(247, 95, "waitid", Purpose::Child, Bound::Never),
    call(34, NONE, "pause", Purpose::Signal, Bound::Never),
    call(130, 133, "sigsuspend", Purpose::Signal, Bound::Never),
    call(128, 137, "sigwait", Purpose::Signal, Bound::Timespec(2)),
    call(72, 25, "fcntl", Purpose::Other, Bound::Never),
    call(73, 32, "flock", Purpose::Other, Bound::Never),
    call(16, 29, "ioctl", Purpose::Other, Bound::Never),
    call(65, 193, "semop", Purpose::Other, Bound::Never),
    call(220, 192, "semtimedop", Purpose::Other, Bound::Timespec(3)),
    call(69, 189, "msgsnd", Purpose::Other, Bound::Never),
    call(70, 188, "msgrcv", Purpose::Other, Bound::Never),
    call(242, 182, "mq_send", Purpose::Other, Bound::Realtime(4)),
    call(243, 183, "mq_receive", Purpose::Other, Bound::Realtime(4)),
    call(208, 4, "io_getevents", Purpose::Other, Bound::Timespec(4)),
    call(219, 128, "restart_syscall", Purpose::Other, Bound::Hidden),
    // Without a limit of its own where a timeout is not passed by IORING_ENTER_EXT_ARG, but the
    // ring may hold timers that nobody can see.
    call(426, 426, "io_uring_enter", Purpose::Other, Bound::Hidden),
];

/// Which of the two numbers is this machine's.
const COLUMN: Option<usize> = if cfg!(all(target_arch = "x86_64", target_pointer_width = "64")) {
    Some(0)
} else if cfg!(all(target_arch = "aarch64", target_pointer_width = "64")) {
    Some(1)
} else {
    None
};

/// Whether the numbers of this machine's system calls are known at all.
pub(super) const fn are_known() -> bool {
    COLUMN.is_some()
}

/// The call with this number, if it is one that waits.
pub(super) fn find(number: i64) -> Option<&'static Call> {
    static TABLE: [Call; CALLS.len()] = CALLS;
    let column = COLUMN?;
    TABLE.iter().find(|call| call.numbers[column] == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_given_twice() {
        for column in [0, 1] {
            let mut numbers: Vec<i64> = CALLS.iter().map(|call| call.numbers[column]).collect();
            numbers.retain(|number| *number != NONE);
            numbers.sort_unstable();
            let before = numbers.len();
            numbers.dedup();
            assert_eq!(numbers.len(), before);
        }
    }
}
