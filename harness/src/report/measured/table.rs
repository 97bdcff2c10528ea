//! A measurement on a terminal.

use anstyle::Style;

use super::{Quantity, conditions, time};
use crate::measure::{Curve, Measurement, Point};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The width of a column.
const COLUMN: usize = 13;

/// The measurement as tables, a quantity each, on a screen so wide.
pub fn table(measurement: &Measurement, columns: usize) -> String {
    let mut page = String::new();
    for quantity in Quantity::ALL {
        page.push_str(&format!("{BOLD}{}{BOLD:#}\n{DIM}clients", quantity.title()));
        for curve in &measurement.curves {
            page.push_str(&format!("{:>COLUMN$}", curve.name));
        }
        page.push_str(&format!("{DIM:#}\n"));
        for (place, clients) in measurement.plan.clients.iter().enumerate() {
            page.push_str(&format!("{clients:>7}"));
            for curve in &measurement.curves {
                let told = tell(quantity, &curve.points[place]);
                page.push_str(&format!("{told:>COLUMN$}"));
            }
            page.push('\n');
        }
        page.push('\n');
    }
    let sentences = std::iter::once(conditions(measurement)).chain(growth(measurement));
    for sentence in sentences.chain(losses(measurement)) {
        let options =
            textwrap::Options::new(columns).word_splitter(textwrap::WordSplitter::NoHyphenation);
        page.push_str(&textwrap::fill(&sentence, options));
        page.push('\n');
    }
    page
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
