//! What one thread does, told from where it stands.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use super::calls::Purpose;
use super::limit::{self, Limit};
use super::observation::Doing;
use super::places::Places;
use super::stand::{Stand, Waiting};
use super::thread::Thread;

/// It used half of a processor or more, or would have if others had not been served as well,
/// over long enough to be no accident. On a loaded machine, a thread that looks up from its wait
/// again and again is ready for long as well, but uses next to nothing.
pub(super) fn is_busy(thread: &Thread, elapsed: Duration) -> bool {
    is_busy_with(thread.cpu_since(), thread.active_since(), elapsed)
}

fn is_busy_with(cpu: Duration, active: Duration, elapsed: Duration) -> bool {
    elapsed >= Duration::from_millis(200) && active * 2 > elapsed && cpu * 20 > elapsed
}

/// What a thread calls itself, fit to be printed.
pub(super) fn name(thread: &Thread) -> String {
    let path = format!("/proc/{}/task/{}/comm", thread.pid, thread.tid);
    let name = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&name)
        .trim_end_matches('\n')
        .escape_debug()
        .collect()
}

/// What a thread does. `numbers` are the threads' numbers by id; `all_read` says whether the
/// program has read all that was sent to it.
pub(super) fn doing(
    thread: &Thread,
    places: &Places,
    numbers: &HashMap<u32, usize>,
    all_read: bool,
) -> Doing {
    let waiting = match &thread.stand {
        Stand::Waiting(waiting) => waiting,
        Stand::Running => return Doing::Running,
        Stand::Disk => return Doing::Disk,
        Stand::Stopped => return Doing::Stopped,
        Stand::Elsewhere | Stand::Ended => return Doing::Elsewhere,
        Stand::Unreadable => return Doing::Unreadable,
    };
    let call = waiting.call.name;
    let descriptor = || places.find(thread.pid, waiting.args[0]);
    match waiting.call.purpose {
        Purpose::Accept => Doing::Accept { call },
        Purpose::Connect => Doing::Connect { call },
        Purpose::Read => Doing::Read {
            call,
            from: descriptor(),
        },
        Purpose::Write => Doing::Write {
            call,
            to: descriptor(),
        },
        Purpose::Poll(_) => Doing::Poll {
            call,
            limit: match waiting.limit {
                Limit::For(limit) => Some(limit),
                Limit::Never | Limit::Hidden => None,
            },
        },
        Purpose::Sleep => Doing::Sleep { call },
        Purpose::Futex => at_futex(thread, waiting, numbers, all_read),
        Purpose::Child => Doing::Child { call },
        Purpose::Signal => Doing::Signal { call },
        Purpose::Other => Doing::Other { call },
    }
}

fn at_futex(
    thread: &Thread,
    waiting: &Waiting,
    numbers: &HashMap<u32, usize>,
    all_read: bool,
) -> Doing {
    let holder = limit::lock_holder(thread.pid, waiting)
        .and_then(|tid| numbers.get(&tid))
        .copied();
    // A wait with a limit begins anew all the time.
    let mark = thread
        .since
        .as_ref()
        .filter(|_| waiting.limit == Limit::Never);
    let since = mark.map(|mark| mark.to_string());
    match since {
        Some(since) if limit::looks_like_a_lock(waiting) && (all_read || holder.is_some()) => {
            Doing::Lock { since, holder }
        }
        since => Doing::OtherThread { since },
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::alone(990, 1_000, true)]
    #[case::beside_many_others(150, 990, true)]
    #[case::half_idle(450, 480, false)]
    #[case::looks_up_on_a_loaded_machine(2, 600, false)]
    fn a_busy_loop_is_told_from_a_short_step(
        #[case] cpu: u64,
        #[case] active: u64,
        #[case] busy: bool,
    ) {
        let [cpu, active, second] = [cpu, active, 1_000].map(Duration::from_millis);
        assert_eq!(is_busy_with(cpu, active, second), busy);
    }
}
