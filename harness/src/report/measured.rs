//! A measurement, as people and programs read it: a table, a plot, and comma-separated values.

use crate::measure::{Measurement, Wait};

mod plot;
mod table;

pub use plot::plot;
pub use table::table;

/// The quantities that are measured, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    Rate,
    P50,
    P99,
}

impl Quantity {
    const ALL: [Quantity; 3] = [Quantity::Rate, Quantity::P50, Quantity::P99];

    fn title(self) -> &'static str {
        match self {
            Quantity::Rate => "replies per second",
            Quantity::P50 => "half of the replies came within",
            Quantity::P99 => "99 of 100 replies came within",
        }
    }
}

/// How it was measured, in a sentence or two.
pub fn conditions(measurement: &Measurement) -> String {
    let plan = &measurement.plan;
    let pause = match plan.pause_ms {
        0 => "asks again at once".to_owned(),
        pause => format!("asks again after {pause} ms"),
    };
    let counted = |count: u64, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    };
    format!(
        "Each client asks, is answered, and {pause}; it makes {} on a connection. Medians of {} of \
         {} ms at each point, in turns, on {} with optimised builds.",
        counted(plan.session.into(), "request", "requests"),
        counted(plan.rounds.into(), "round", "rounds"),
        plan.window_ms,
        counted(measurement.processors as u64, "processor", "processors"),
    )
}

/// A row for each server and number of clients; times in microseconds.
pub fn csv(measurement: &Measurement) -> String {
    let mut rows = String::from(
        "server,clients,replies_per_second,lowest,highest,p50_us,p50_at_least,p99_us,p99_at_least,lost\n",
    );
    for curve in &measurement.curves {
        for point in &curve.points {
            let rate = point.replies_per_second;
            rows.push_str(&format!(
                "{},{},{:.1},{:.1},{:.1},{},{},{},{},{}\n",
                curve.name,
                point.clients,
                rate.median,
                rate.lowest,
                rate.highest,
                point.p50.us,
                point.p50.at_least,
                point.p99.us,
                point.p99.at_least,
                point.lost
            ));
        }
    }
    rows
}

/// A time, in the unit that suits it; `>` where it may have become longer.
fn time(wait: Wait) -> String {
    let more = if wait.at_least { "> " } else { "" };
    match wait.us {
        us @ 0..1_000 => format!("{more}{us} µs"),
        us @ 1_000..10_000 => format!("{more}{:.1} ms", us as f64 / 1e3),
        us @ 10_000..1_000_000 => format!("{more}{:.0} ms", us as f64 / 1e3),
        us => format!("{more}{:.1} s", us as f64 / 1e6),
    }
}
