//! How long a program must have been quiet before it counts as stuck.

use std::time::Duration;

use super::calls::Purpose;
use super::limit::Limit;
use super::stand::{Stand, Waiting};

/// The quiet time of a program whose threads all wait without limit.
pub(super) const CERTAIN: Duration = Duration::from_millis(50);
/// The quiet time where a wait may end for reasons that cannot be seen.
pub(super) const UNCERTAIN: Duration = Duration::from_secs(2);
/// How much later than its limit a wait may end on a loaded machine.
pub(super) const MARGIN: Duration = Duration::from_millis(300);
/// A limit that is as good as none: nobody waits longer for a reply.
pub(super) const FOR_EVER: Duration = Duration::from_secs(10);

/// Whether the program was in this wait while nobody wanted anything of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// It was: the wait is how the program idles.
    Idles,
    /// It was not, and the wait may be part of its work on a reply.
    New,
}

/// The quiet time that one thread asks for. `longest` is the longest limit of its waits in the
/// quiet time so far, `runs` is how often it ran in it.
pub(super) fn needed(stand: &Stand, longest: Limit, runs: u64, habit: Habit) -> Duration {
    match stand {
        Stand::Ended | Stand::Stopped => CERTAIN,
        Stand::Waiting(waiting) => match longest {
            Limit::Never => CERTAIN,
            Limit::For(limit) if limit >= FOR_EVER => CERTAIN,
            limit => needed_with_limit(waiting, limit, runs, habit),
        },
        Stand::Running | Stand::Disk | Stand::Elsewhere | Stand::Unreadable => UNCERTAIN,
    }
}

fn needed_with_limit(waiting: &Waiting, limit: Limit, runs: u64, habit: Habit) -> Duration {
    /// Two rounds of an idle loop have brought nothing.
    const ROUNDS: u64 = 2;
    /// A poll this long is no step of a reply.
    const LONG_POLL: Duration = Duration::from_secs(4);
    match (habit, limit) {
        (Habit::Idles, _) if runs >= ROUNDS => CERTAIN * 2,
        (Habit::Idles, Limit::For(limit)) => limit.min(Duration::from_secs(1)) + CERTAIN,
        (Habit::New, Limit::For(limit)) if may_end_in_a_reply(waiting) || limit <= LONG_POLL => {
            UNCERTAIN.max(limit + MARGIN)
        }
        _ => UNCERTAIN,
    }
}

/// Whether a program that waits so may want the limit to pass: in a sleep (a poll of no
/// descriptors is one), or at a socket that was given a timeout.
fn may_end_in_a_reply(waiting: &Waiting) -> bool {
    match waiting.call.purpose {
        Purpose::Sleep => true,
        Purpose::Poll(Some(count)) => waiting.args[count] == 0,
        _ => waiting.has_timeout(),
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use rstest::rstest;

    use super::super::calls;
    use super::*;

    const POLL: i64 = 7;
    const FUTEX: i64 = 202;
    const NANOSLEEP: i64 = 35;
    const RECV: i64 = 45;

    #[rstest]
    #[case::no_limit(FUTEX, None, 0, Habit::New, 50)]
    #[case::limit_beyond_all_patience(NANOSLEEP, Some(10_000), 0, Habit::New, 50)]
    #[case::idle_loop_that_went_round(POLL, Some(10), 2, Habit::Idles, 100)]
    #[case::idle_loop_that_did_not(POLL, Some(200), 1, Habit::Idles, 250)]
    #[case::slow_idle_loop(POLL, Some(5_000), 1, Habit::Idles, 1_050)]
    #[case::short_sleep(NANOSLEEP, Some(10), 100, Habit::New, 2_000)]
    #[case::sleep(NANOSLEEP, Some(3_000), 0, Habit::New, 3_300)]
    #[case::long_sleep(NANOSLEEP, Some(9_000), 0, Habit::New, 9_300)]
    #[case::short_poll(POLL, Some(3_000), 0, Habit::New, 3_300)]
    #[case::long_poll(POLL, Some(5_000), 0, Habit::New, 2_000)]
    #[case::socket(RECV, None, 0, Habit::New, 50)]
    #[case::idle_at_a_socket(RECV, Some(50), 2, Habit::Idles, 100)]
    #[case::short_timeout(RECV, Some(50), 30, Habit::New, 2_000)]
    #[case::long_timeout(RECV, Some(5_000), 0, Habit::New, 5_300)]
    fn quiet_time(
        #[case] number: i64,
        #[case] limit: Option<u64>,
        #[case] runs: u64,
        #[case] habit: Habit,
        #[case] millis: u64,
    ) {
        let limit = limit.map_or(Limit::Never, |limit| {
            Limit::For(Duration::from_millis(limit))
        });
        let stand = Stand::Waiting(Waiting {
            call: calls::find(number).expect("a call of the table"),
            args: [1; 6],
            stack: 0,
            limit,
        });
        let needed = needed(&stand, limit, runs, habit);
        assert_eq!(needed, Duration::from_millis(millis));
    }
}
