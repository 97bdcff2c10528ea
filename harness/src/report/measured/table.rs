//! A measurement on a terminal.

use anstyle::Style;

use super::{Quantity, conditions, time};
use crate::measure::{Curve, Measurement, Point};
use crate::report::terminal::Page;

const BOLD: Style = Style::new().bold();
const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();

/// The width of a column.
const COLUMN: usize = 13;

/// The measurement as tables, a quantity each.
pub fn table(page: &mut Page, measurement: &Measurement) {
    for quantity in Quantity::ALL {
        page.line(format!("{BOLD}{}{BOLD:#}", quantity.title()));
        let names = measurement.curves.iter().map(|curve| curve.name.clone());
        page.line(format!("{DIM}{}{DIM:#}", row("clients", names)));
        for (place, clients) in measurement.plan.clients.iter().enumerate() {
            let points = measurement.curves.iter().map(|curve| &curve.points[place]);
            let told = points.map(|point| tell(quantity, point));
            page.line(row(&clients.to_string(), told));
        }
        page.blank();
    }
    let sentences = std::iter::once(conditions(measurement)).chain(growth(measurement));
    for sentence in sentences.chain(losses(measurement)) {
        page.paragraph(0, PLAIN, &sentence);
    }
}

fn row(first: &str, others: impl Iterator<Item = String>) -> String {
    let others: String = others.map(|other| format!("{other:>COLUMN$}")).collect();
    format!("{first:>7}{others}")
}

fn tell(quantity: Quantity, point: &Point) -> String {
    match quantity {
        Quantity::Rate => format!("{:.0}", point.replies_per_second.median),
        Quantity::P50 => time(point.p50),
        Quantity::P99 => time(point.p99),
    }
}

/// What became of the throughput, from the fewest clients to the most.
fn growth(measurement: &Measurement) -> Option<String> {
    let (first, last) = (
        measurement.plan.clients.first()?,
        measurement.plan.clients.last()?,
    );
    let grown = |curve: &Curve| {
        let rate = |point: Option<&Point>| Some(point?.replies_per_second.median);
        let factor = rate(curve.points.last())? / rate(curve.points.first())?;
        Some(format!("{factor:.1} ({})", curve.name))
    };
    let all: Option<Vec<String>> = measurement.curves.iter().map(grown).collect();
    (first < last).then_some(())?;
    Some(format!(
        "From {first} to {last} clients the replies per second were multiplied by {}.",
        all?.join(", ")
    ))
}

fn losses(measurement: &Measurement) -> Option<String> {
    let lost = |curve: &Curve| {
        let lost: u64 = curve.points.iter().map(|point| point.lost).sum();
        (lost > 0).then(|| format!("{lost} ({})", curve.name))
    };
    let all: Vec<String> = measurement.curves.iter().filter_map(lost).collect();
    (!all.is_empty()).then(|| {
        format!(
            "Connections that ended before their reply: {}.",
            all.join(", ")
        )
    })
}
