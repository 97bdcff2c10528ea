//! How long a wait can last, read from the arguments of its system call and the memory that
//! they point to.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::calls::{Bound, Call};
use super::stand::Waiting;

/// How long a wait can last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// Until something happens.
    Never,
    /// This long from now at most.
    For(Duration),
    /// There is one, but it cannot be read.
    Hidden,
}

impl Limit {
    /// The longer of two limits of the same thread's waits; one that cannot be read outlasts all
    /// that can.
    pub fn longest(self, other: Limit) -> Limit {
        match (self, other) {
            (Limit::Hidden, _) | (_, Limit::Hidden) => Limit::Hidden,
            (Limit::For(a), Limit::For(b)) => Limit::For(a.max(b)),
            (Limit::For(a), Limit::Never) | (Limit::Never, Limit::For(a)) => Limit::For(a),
            (Limit::Never, Limit::Never) => Limit::Never,
        }
    }
}

/// The limit of a wait in `call` with these arguments, in process `pid`.
pub(super) fn read(pid: u32, call: &Call, args: &[u64; 6]) -> Limit {
    match call.bound {
        Bound::Never => Limit::Never,
        Bound::Hidden => Limit::Hidden,
        // The kernel looks at the lower half of the register only.
        Bound::Millis(at) => match u64::try_from(args[at] as u32 as i32) {
            Ok(millis) => Limit::For(Duration::from_millis(millis)),
            Err(_) => Limit::Never,
        },
        Bound::Timespec(at) => from_call(pid, args[at], Unit::Nanos),
        Bound::Timeval(at) => from_call(pid, args[at], Unit::Micros),
        Bound::Realtime(at) => until(pid, args[at], ClockId::Realtime),
        Bound::Futex => futex(pid, args),
        Bound::OnClock { limit, clock } => until(pid, args[limit], clock_named(args[clock])),
        Bound::ClockSleep => {
            const TIMER_ABSTIME: u64 = 1;
            if args[1] & TIMER_ABSTIME == 0 {
                from_call(pid, args[2], Unit::Nanos)
            } else {
                until(pid, args[2], clock_named(args[0]))
            }
        }
    }
}

/// The operation of a `futex` call without its flags: see futex(2).
pub(super) fn futex_operation(args: &[u64; 6]) -> u64 {
    args[1] & 0x7f
}

pub(super) const FUTEX_WAIT: u64 = 0;
pub(super) const FUTEX_LOCK_PI: u64 = 6;
pub(super) const FUTEX_WAIT_BITSET: u64 = 9;
pub(super) const FUTEX_WAIT_REQUEUE_PI: u64 = 11;
pub(super) const FUTEX_LOCK_PI2: u64 = 13;

fn futex(pid: u32, args: &[u64; 6]) -> Limit {
    const FUTEX_CLOCK_REALTIME: u64 = 0x100;
    let clock = if args[1] & FUTEX_CLOCK_REALTIME != 0 {
        ClockId::Realtime
    } else {
        ClockId::Monotonic
    };
    match futex_operation(args) {
        FUTEX_WAIT => from_call(pid, args[3], Unit::Nanos),
        FUTEX_WAIT_BITSET | FUTEX_WAIT_REQUEUE_PI | FUTEX_LOCK_PI2 => until(pid, args[3], clock),
        FUTEX_LOCK_PI => until(pid, args[3], ClockId::Realtime),
        _ => Limit::Hidden,
    }
}

/// The two clocks that programs wait by; all others run as the monotonic one does.
fn clock_named(number: u64) -> ClockId {
    if number as u32 == 0 {
        ClockId::Realtime
    } else {
        ClockId::Monotonic
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Nanos,
    Micros,
}

fn from_call(pid: u32, address: u64, unit: Unit) -> Limit {
    if address == 0 {
        return Limit::Never;
    }
    let per_unit = match unit {
        Unit::Nanos => 1,
        Unit::Micros => 1000,
    };
    match pair(pid, address) {
        Some((seconds, parts)) => Limit::For(duration(seconds, parts.saturating_mul(per_unit))),
        None => Limit::Hidden,
    }
}

fn until(pid: u32, address: u64, clock: ClockId) -> Limit {
    if address == 0 {
        return Limit::Never;
    }
    let Some((seconds, nanos)) = pair(pid, address) else {
        return Limit::Hidden;
    };
    let now = clock_gettime(clock);
    let now = duration(now.tv_sec, now.tv_nsec);
    Limit::For(duration(seconds, nanos).saturating_sub(now))
}

/// A length of time from what a program wrote, which may be anything.
fn duration(seconds: i64, nanos: i64) -> Duration {
    let seconds = u64::try_from(seconds).unwrap_or(0);
    let nanos = u64::try_from(nanos).unwrap_or(0);
    Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos))
}

/// Two 64-bit numbers in the memory of a process: a `timespec` or a `timeval`.
fn pair(pid: u32, address: u64) -> Option<(i64, i64)> {
    let bytes: [u8; 16] = peek(pid, address)?;
    let (first, second) = bytes.split_at(8);
    Some((
        i64::from_ne_bytes(first.try_into().ok()?),
        i64::from_ne_bytes(second.try_into().ok()?),
    ))
}

/// Reads the memory of a process, if that is allowed and there is any at `address`.
pub(super) fn peek<const LENGTH: usize>(pid: u32, address: u64) -> Option<[u8; LENGTH]> {
    // Opened anew each time: after an exec, an open file would still show the old memory.
    let memory = File::open(format!("/proc/{pid}/mem")).ok()?;
    let mut bytes = [0; LENGTH];
    memory.read_exact_at(&mut bytes, address).ok()?;
    Some(bytes)
}

/// Whether a wait at a futex looks like a wait for a lock. Mutexes of glibc and of Rust's `std`
/// wait while their word is 2, and `std`'s RwLock while it is held for writing and has a reader
/// waiting; a condition variable may show such a number by accident.
pub(super) fn looks_like_a_lock(waiting: &Waiting) -> bool {
    const CONTENDED: u32 = 2;
    const WRITER_HOLDS_READER_WAITS: u32 = 0x7fff_ffff;
    if waiting.call.bound != Bound::Futex {
        return false;
    }
    match futex_operation(&waiting.args) {
        FUTEX_LOCK_PI | FUTEX_LOCK_PI2 => true,
        FUTEX_WAIT | FUTEX_WAIT_BITSET => {
            matches!(
                waiting.args[2] as u32,
                CONTENDED | WRITER_HOLDS_READER_WAITS
            )
        }
        _ => false,
    }
}

/// The thread that holds the mutex that a thread waits for, where it is a `pthread_mutex_t` of
/// glibc: there the holder's id follows the lock word and a count.
pub(super) fn lock_holder(pid: u32, waiting: &Waiting) -> Option<u32> {
    const CONTENDED: u64 = 2;
    const OWNER: u64 = 8;
    let is_mutex = waiting.call.bound == Bound::Futex
        && futex_operation(&waiting.args) == FUTEX_WAIT
        && waiting.args[2] == CONTENDED;
    let address = waiting.args[0].checked_add(OWNER).filter(|_| is_mutex)?;
    Some(u32::from_ne_bytes(peek(pid, address)?))
}
