//! What a server achieves: replies per second and waiting times, against few clients and many.
//!
//! Each client asks, is answered, and pauses before it asks again, as people and programs do. So a
//! server that waits for its clients one after another is told from one that waits for all of
//! them, also where the machine has few processors. Several servers are measured in turns, so
//! that what else the machine does meanwhile meets all of them.
//!
//! How long a client waits is counted from when it wanted its reply, and not from when a server had
//! time to accept it: a load generator that is held up by the server that it measures would leave
//! out just the long waits (Gil Tene's "coordinated omission").

use std::time::Duration;

use serde::{Deserialize, Serialize};

mod clients;
mod contender;
mod loopback;

use clients::Sample;
pub use contender::{Contender, Start, Unmeasured};

/// What a measurement calls its own form.
pub const SCHEMA: &str = "roundtrip/measurement/v1";

/// How much is measured, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How many clients there are at a time, from point to point.
    pub clients: Vec<u32>,
    /// How often each point is measured.
    pub rounds: u32,
    /// How long a point is measured each time, in milliseconds.
    pub window_ms: u64,
    /// How long a client waits between a reply and its next request, in milliseconds.
    pub pause_ms: u64,
    /// How many requests a client makes on one connection.
    pub session: u32,
}

impl Plan {
    fn window(&self) -> Duration {
        Duration::from_millis(self.window_ms)
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(self.pause_ms)
    }
}

/// Several servers, measured beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// [`SCHEMA`].
    pub schema: String,
    /// The lab's name.
    pub lab: String,
    /// How it was done.
    pub plan: Plan,
    /// How many processors the machine has for us.
    pub processors: usize,
    /// One for each server.
    pub curves: Vec<Curve>,
}

/// What one server achieved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Whose it is.
    pub name: String,
    /// The line that it was asked.
    pub request: String,
    /// One for each number of clients, in the plan's order.
    pub points: Vec<Point>,
}

/// What one server achieved against so many clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// How many there were.
    pub clients: u32,
    /// Replies in a second, to all of them together.
    pub replies_per_second: Rate,
    /// Half of the replies came within this time.
    pub p50: Wait,
    /// 99 of 100 replies came within this time.
    pub p99: Wait,
    /// How many connections ended before their reply, in all rounds.
    pub lost: u64,
}

/// How often something happened in a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// In the round in the middle.
    pub median: f64,
    /// In the round that had the least.
    pub lowest: f64,
    /// In the round that had the most.
    pub highest: f64,
}

/// How long a client waits, in the round in the middle.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Wait {
    /// In microseconds.
    pub us: u64,
    /// Whether clients still waited when the measurement ended, so that it may have become longer.
    pub at_least: bool,
}

/// Measures all contenders, in turns; `tell` hears how many of all points are done, before each one.
///
/// # Errors
/// One of them cannot be measured.
pub fn measure(
    lab: &str,
    plan: &Plan,
    contenders: &[Contender],
    mut tell: impl FnMut(u64),
) -> Result<Measurement, Unmeasured> {
    for contender in contenders {
        contender.try_out()?;
    }
    let mut samples: Vec<Vec<Vec<Sample>>> = contenders
        .iter()
        .map(|_| plan.clients.iter().map(|_| Vec::new()).collect())
        .collect();
    let mut done = 0;
    for _ in 0..plan.rounds {
        for (place, clients) in plan.clients.iter().enumerate() {
            for (contender, samples) in contenders.iter().zip(&mut samples) {
                tell(done);
                samples[place].push(contender.sample(plan, *clients)?);
                done += 1;
            }
        }
    }
    let curves = contenders.iter().zip(samples);
    Ok(Measurement {
        schema: SCHEMA.into(),
        lab: lab.into(),
        plan: plan.clone(),
        processors: std::thread::available_parallelism().map_or(1, usize::from),
        curves: curves
            .map(|(contender, samples)| Curve {
                name: contender.name.clone(),
                request: contender.load.request.into(),
                points: plan.clients.iter().zip(samples).map(point).collect(),
            })
            .collect(),
    })
}

/// What the rounds say together.
fn point((clients, samples): (&u32, Vec<Sample>)) -> Point {
    let mut rates: Vec<f64> = samples.iter().map(Sample::rate).collect();
    rates.sort_by(f64::total_cmp);
    Point {
        clients: *clients,
        replies_per_second: Rate {
            median: rates[rates.len() / 2],
            lowest: rates[0],
            highest: rates[rates.len() - 1],
        },
        p50: median_wait(&samples, 0.5),
        p99: median_wait(&samples, 0.99),
        lost: samples.iter().map(|sample| sample.lost).sum(),
    }
}

fn median_wait(samples: &[Sample], quantile: f64) -> Wait {
    let mut waits: Vec<Wait> = samples
        .iter()
        .map(|sample| wait(sample, quantile))
        .collect();
    waits.sort_by_key(|wait| (wait.us, wait.at_least));
    waits[waits.len() / 2]
}

/// The wait that so great a share of the replies needed at most. It is known where it is shorter than
/// all waits of those who gave up.
fn wait(sample: &Sample, quantile: f64) -> Wait {
    let us = sample.waits.value_at_quantile(quantile);
    Wait {
        us,
        at_least: sample.given_up.is_some_and(|least| us >= least),
    }
}
