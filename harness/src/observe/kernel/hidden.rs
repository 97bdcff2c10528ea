//! Timers that no system call shows: a thread that seems to wait for ever may be woken by one.

use std::fs;
use std::time::Duration;

use super::limit::Limit;
use super::rule::{FOR_EVER, MARGIN, UNCERTAIN};
use super::thread::Thread;
use super::threads::Threads;
use super::timeout;

/// How long the program must have been quiet, because of its hidden timers.
pub(super) fn needed(threads: &Threads) -> Duration {
    let of_processes = threads
        .processes()
        .iter()
        .map(|process| of_process(process.pid));
    let of_sockets = threads.iter().filter_map(of_socket);
    of_processes
        .chain(of_sockets)
        .max()
        .unwrap_or(Duration::ZERO)
}

/// The quiet time for a timer that fires within `limit`.
fn needed_for(limit: Duration) -> Duration {
    if limit >= FOR_EVER {
        Duration::ZERO
    } else {
        UNCERTAIN.max(limit.saturating_add(MARGIN))
    }
}

fn of_process(pid: u32) -> Duration {
    let mut longest = Duration::ZERO;
    if has_alarm(pid) || has_posix_timers(pid) {
        longest = UNCERTAIN;
    }
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return UNCERTAIN;
    };
    for descriptor in descriptors.flatten() {
        let Ok(target) = fs::read_link(descriptor.path()) else {
            continue;
        };
        let target = target.to_string_lossy();
        if target.contains("[io_uring]") {
            longest = longest.max(UNCERTAIN);
        } else if target.contains("[timerfd]") {
            let fd = descriptor.file_name();
            let info = fs::read_to_string(format!("/proc/{pid}/fdinfo/{}", fd.display()));
            if let Some(left) = info.ok().as_deref().and_then(time_left) {
                longest = longest.max(needed_for(left));
            }
        }
    }
    longest
}

/// The `it_value` of a timerfd, if it is armed: proc_pid_fdinfo(5).
fn time_left(info: &str) -> Option<Duration> {
    let value = info
        .lines()
        .find_map(|line| line.strip_prefix("it_value:"))?;
    let (seconds, nanos) = value.trim().strip_prefix('(')?.split_once(',')?;
    let seconds = seconds.trim().parse().ok()?;
    let nanos = nanos.trim().strip_suffix(')')?.parse().ok()?;
    let left = Duration::new(seconds, nanos);
    (!left.is_zero()).then_some(left)
}

/// Whether the program does something on SIGALRM: a handler, or a block of the signal for
/// `sigwait` or a signalfd. A runtime that treats nearly all signals so (Go) means no alarm.
fn has_alarm(pid: u32) -> bool {
    const SIGALRM: u64 = 1 << (14 - 1);
    const SIGPWR: u64 = 1 << (30 - 1);
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    ["SigCgt:", "SigBlk:"].iter().any(|name| {
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .unwrap_or(0);
        mask & SIGALRM != 0 && mask & SIGPWR == 0
    })
}

/// Whether there are timers of timer_create(2). Which of them are armed is not shown.
fn has_posix_timers(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/timers")).is_ok_and(|timers| !timers.is_empty())
}

/// The limit of a wait at a socket counts as any other's, but it may have been set anew while
/// the thread went round, or be hidden altogether.
fn of_socket(thread: &Thread) -> Option<Duration> {
    let waiting = thread.waiting()?;
    match timeout::of(thread.pid, waiting)? {
        Ok(limit) if limit == waiting.limit => None,
        Ok(Limit::For(limit)) => Some(needed_for(limit)),
        Ok(Limit::Never | Limit::Hidden) | Err(_) => Some(UNCERTAIN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timerfd_shows_the_time_left() {
        let info = "pos:\t0\nclockid: 1\nticks: 0\nit_value: (0, 998877665)\nit_interval: (0, 0)\n";
        assert_eq!(time_left(info), Some(Duration::from_nanos(998_877_665)));
    }

    #[test]
    fn a_timerfd_that_is_not_armed_shows_none() {
        assert_eq!(time_left("it_value: (0, 0)\n"), None);
        assert_eq!(time_left("pos:\t0\n"), None);
    }
}
