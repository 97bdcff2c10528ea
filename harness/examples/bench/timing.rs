//! How long something took, and how that is told.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The time of one of so many runs, half of which were no slower.
pub fn median(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let begun = Instant::now();
        run()?;
        times.push(begun.elapsed());
    }
    Ok(middle(times))
}

/// The middle one of these.
pub fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

pub fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// How many times as long as another one.
pub fn ratio(time: Duration, other: Duration) -> f64 {
    time.as_secs_f64() / other.as_secs_f64()
}

/// What a build took.
#[derive(Clone, Copy)]
pub struct Cost {
    /// On the clock: others use the machine as well.
    pub wall: Duration,
    /// Of the processors, by all processes of the build.
    pub processor: Duration,
}

impl Cost {
    /// Of running this, which waits for all processes that it starts.
    pub fn of(run: impl FnOnce() -> Result<()>) -> Result<Cost> {
        let (begun, used) = (Instant::now(), processor_time()?);
        run()?;
        Ok(Cost {
            wall: begun.elapsed(),
            processor: processor_time()?.saturating_sub(used),
        })
    }
}

/// What the children of this process that have ended have used; see proc_pid_stat(5).
fn processor_time() -> Result<Duration> {
    /// The kernel tells it in these, on every machine.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").context("/proc/self/stat")?;
    // The name may hold blanks; behind it, these are the 14th and the 15th.
    let (_, fields) = stat.rsplit_once(')').context("/proc/self/stat")?;
    let ticks: Vec<f64> = (fields.split_whitespace().skip(13).take(2))
        .map(|field| field.parse().context("/proc/self/stat"))
        .collect::<Result<_>>()?;
    Ok(Duration::from_secs_f64(
        ticks.iter().sum::<f64>() / TICKS_PER_SECOND,
    ))
}
