//! Time, as in `std::time`, but with a simulated clock: it goes on by a little at each look, and by
//! as much as somebody has slept or waited. `SystemTime` is not modelled.

use std::ops::{Add, AddAssign, Sub, SubAssign};

use crate::machine;

pub use std::time::{Duration, TryFromFloatSecsError};

/// As [`std::time::Instant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Since the machine was started, plus [`AGE`].
    since: Duration,
}

/// The machine's age at its start: an instant before it can be told.
const AGE: Duration = Duration::from_secs(24 * 60 * 60);

impl Instant {
    /// The time on the simulated clock.
    pub fn now() -> Instant {
        Instant {
            since: AGE + machine::now(),
        }
    }

    /// How long ago it was.
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }

    /// How much later this is; none if it is earlier.
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.since.saturating_sub(earlier.since)
    }

    /// As [`Instant::duration_since`].
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }

    /// How much later this is, unless it is earlier.
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        self.since.checked_sub(earlier.since)
    }

    /// Later, if there is such an instant.
    pub fn checked_add(&self, duration: Duration) -> Option<Instant> {
        let since = self.since.checked_add(duration)?;
        Some(Instant { since })
    }

    /// Earlier, if there is such an instant.
    pub fn checked_sub(&self, duration: Duration) -> Option<Instant> {
        let since = self.since.checked_sub(duration)?;
        Some(Instant { since })
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, duration: Duration) -> Instant {
        self.checked_add(duration)
            .expect("overflow when adding duration to instant")
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, duration: Duration) -> Instant {
        self.checked_sub(duration)
            .expect("overflow when subtracting duration from instant")
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}
