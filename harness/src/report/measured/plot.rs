//! A measurement as a picture: a panel for each quantity, logarithmic both ways. Servers differ in
//! colour (of Okabe and Ito's palette, which the colour-blind tell apart), in dashes and in
//! markers, so that one of the three is enough in print.

use std::fmt::Write;

use super::{Quantity, conditions, time};
use crate::measure::{Curve, Measurement, Point, Wait};

/// The picture's size, and that of a panel's drawing, in pixels.
const SIZE: (f64, f64) = (1080.0, 430.0);
const PANEL: (f64, f64) = (272.0, 240.0);
/// Where the first panel's drawing begins, and how far each is from the next.
const ORIGIN: (f64, f64) = (72.0, 92.0);
const STRIDE: f64 = 356.0;

/// The measurement as SVG.
pub fn plot(measurement: &Measurement) -> String {
    let mut picture = Picture::default();
    picture.open(measurement);
    picture.legend(&measurement.curves);
    for (place, quantity) in Quantity::ALL.into_iter().enumerate() {
        let left = ORIGIN.0 + STRIDE * place as f64;
        let panel = Panel::of(measurement, quantity, left);
        picture.axes(&panel, &measurement.plan.clients);
        for curve in &measurement.curves {
            picture.curve(&panel, curve);
        }
    }
    let below = ORIGIN.1 + PANEL.1 + 62.0;
    let caption = format!("Lab {}. {}", measurement.lab, conditions(measurement));
    for (line, words) in textwrap::wrap(&caption, 150).iter().enumerate() {
        let y = below + 18.0 * line as f64;
        picture.text(ORIGIN.0 - 56.0, y, "start", "class=\"small\"", words);
    }
    picture.svg.push_str("</svg>\n");
    picture.svg
}

/// How a server's curve is drawn.
struct Look {
    colour: &'static str,
    dashes: &'static str,
    marker: Marker,
}

#[derive(Clone, Copy)]
enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Look {
    fn of(name: &str) -> Look {
        let (colour, dashes, marker) = match name {
            "yours" => ("#0072b2", "none", Marker::Circle),
            "reference" => ("#009e73", "9 4", Marker::Square),
            "sequential" => ("#d55e00", "3 3", Marker::Triangle),
            _ => ("#4d4d4d", "9 3 2 3", Marker::Diamond),
        };
        Look {
            colour,
            dashes,
            marker,
        }
    }
}

/// One quantity's drawing: where it is, and which values are at its edges.
struct Panel {
    quantity: Quantity,
    left: f64,
    clients: (f64, f64),
    values: (f64, f64),
}

impl Panel {
    fn of(measurement: &Measurement, quantity: Quantity, left: f64) -> Panel {
        let points = measurement.curves.iter().flat_map(|curve| &curve.points);
        let values = points.flat_map(|point| match quantity {
            Quantity::Rate => vec![
                point.replies_per_second.lowest,
                point.replies_per_second.highest,
            ],
            Quantity::P50 | Quantity::P99 => vec![value(quantity, point)],
        });
        let (least, most) = bounds(values.map(|value| value.max(1.0)));
        let clients = bounds(
            measurement
                .plan
                .clients
                .iter()
                .map(|count| f64::from(*count)),
        );
        Panel {
            quantity,
            left,
            clients,
            // Whole decades, and at least one of them.
            values: (
                10f64.powf(least.log10().floor()),
                10f64.powf((most.log10().floor() + 1.0).max(least.log10().floor() + 1.0)),
            ),
        }
    }

    fn x(&self, clients: u32) -> f64 {
        let (least, most) = self.clients;
        // A single number of clients stands in the middle.
        let share = match most > least {
            true => (f64::from(clients) / least).ln() / (most / least).ln(),
            false => 0.5,
        };
        self.left + share * PANEL.0
    }

    fn y(&self, value: f64) -> f64 {
        let (least, most) = self.values;
        let share = (value.max(1.0) / least).ln() / (most / least).ln();
        ORIGIN.1 + (1.0 - share) * PANEL.1
    }

    /// Whole powers of ten, from edge to edge.
    fn decades(&self) -> Vec<f64> {
        let (least, most) = self.values;
        let first = least.log10().round() as i32;
        let last = most.log10().round() as i32;
        (first..=last).map(|power| 10f64.powi(power)).collect()
    }

    fn label(&self, decade: f64) -> String {
        match self.quantity {
            Quantity::Rate if decade >= 1e6 => format!("{} M", decade / 1e6),
            Quantity::Rate if decade >= 1e3 => format!("{} k", decade / 1e3),
            Quantity::Rate => format!("{decade}"),
            Quantity::P50 | Quantity::P99 if decade >= 1e6 => format!("{} s", decade / 1e6),
            Quantity::P50 | Quantity::P99 if decade >= 1e3 => format!("{} ms", decade / 1e3),
            Quantity::P50 | Quantity::P99 => format!("{decade} µs"),
        }
    }
}

fn bounds(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    (least, values.fold(1.0, f64::max))
}

/// In replies per second, or in microseconds.
fn value(quantity: Quantity, point: &Point) -> f64 {
    match quantity {
        Quantity::Rate => point.replies_per_second.median,
        Quantity::P50 => point.p50.us as f64,
        Quantity::P99 => point.p99.us as f64,
    }
}

fn wait(quantity: Quantity, point: &Point) -> Option<Wait> {
    match quantity {
        Quantity::Rate => None,
        Quantity::P50 => Some(point.p50),
        Quantity::P99 => Some(point.p99),
    }
}

#[derive(Default)]
struct Picture {
    svg: String,
}

impl Picture {
    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.svg.write_fmt(element);
        self.svg.push('\n');
    }

    fn open(&mut self, measurement: &Measurement) {
        let (width, height) = SIZE;
        self.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"15\" fill=\"#1f2937\" role=\"img\">"
        ));
        self.add(format_args!(
            "<title>Servers of lab {}, measured</title>",
            measurement.lab
        ));
        self.add(format_args!("<desc>{}</desc>", description(measurement)));
        self.add(format_args!(
            "<style>.small {{ font-size: 13px; fill: #4b5563 }}</style>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"
        ));
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, more: &str, words: &str) {
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {more}>{words}</text>"
        ));
    }

    fn legend(&mut self, curves: &[Curve]) {
        let y = 28.0;
        for (place, curve) in curves.iter().enumerate() {
            let x = 24.0 + 180.0 * place as f64;
            let look = Look::of(&curve.name);
            self.line(&look, &format!("M{x:.1} {y:.1} h48"));
            self.marker(&look, (x + 24.0, y), true);
            self.text(x + 58.0, y + 5.0, "start", "", &curve.name);
        }
        let words = "open marker: some still waited";
        self.text(SIZE.0 - 16.0, y + 5.0, "end", "class=\"small\"", words);
    }

    fn axes(&mut self, panel: &Panel, clients: &[u32]) {
        let (left, top) = (panel.left, ORIGIN.1);
        let (right, bottom) = (left + PANEL.0, top + PANEL.1);
        self.text(
            left - 56.0,
            top - 20.0,
            "start",
            "font-weight=\"600\"",
            panel.quantity.title(),
        );
        for decade in panel.decades() {
            let y = panel.y(decade);
            self.add(format_args!(
                "<path d=\"M{left:.1} {y:.1} H{right:.1}\" stroke=\"#d1d5db\" fill=\"none\"/>"
            ));
            self.text(
                left - 8.0,
                y + 5.0,
                "end",
                "class=\"small\"",
                &panel.label(decade),
            );
        }
        self.add(format_args!(
            "<path d=\"M{left:.1} {top:.1} V{bottom:.1} H{right:.1}\" stroke=\"#374151\" fill=\"none\"/>"
        ));
        // So many labels as there is room for.
        let every = clients.len().div_ceil(5).max(1);
        for count in clients.iter().step_by(every) {
            let x = panel.x(*count);
            self.add(format_args!(
                "<path d=\"M{x:.1} {bottom:.1} v5\" stroke=\"#374151\" fill=\"none\"/>"
            ));
            self.text(
                x,
                bottom + 21.0,
                "middle",
                "class=\"small\"",
                &count.to_string(),
            );
        }
        self.text(
            (left + right) / 2.0,
            bottom + 40.0,
            "middle",
            "class=\"small\"",
            "clients",
        );
    }

    fn curve(&mut self, panel: &Panel, curve: &Curve) {
        let look = Look::of(&curve.name);
        let place = |point: &Point| {
            (
                panel.x(point.clients),
                panel.y(value(panel.quantity, point)),
            )
        };
        let mut path = String::new();
        for (number, point) in curve.points.iter().enumerate() {
            let (x, y) = place(point);
            let command = if number == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{x:.1} {y:.1} ");
        }
        self.line(&look, path.trim_end());
        for point in &curve.points {
            if panel.quantity == Quantity::Rate {
                let rate = point.replies_per_second;
                let (x, low, high) = (place(point).0, panel.y(rate.lowest), panel.y(rate.highest));
                self.add(format_args!(
                    "<path d=\"M{x:.1} {low:.1} V{high:.1}\" stroke=\"{}\" fill=\"none\"/>",
                    look.colour
                ));
            }
            let is_known = wait(panel.quantity, point).is_none_or(|wait| !wait.at_least);
            self.marker(&look, place(point), is_known);
        }
    }

    fn line(&mut self, look: &Look, path: &str) {
        self.add(format_args!(
            "<path d=\"{path}\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\" fill=\"none\"/>",
            look.colour, look.dashes
        ));
    }

    fn marker(&mut self, look: &Look, (x, y): (f64, f64), is_filled: bool) {
        let shape = match look.marker {
            Marker::Circle => format!(
                "M{:.1} {y:.1} a4.5 4.5 0 1 0 9 0 a4.5 4.5 0 1 0 -9 0",
                x - 4.5
            ),
            Marker::Square => format!("M{:.1} {:.1} h8 v8 h-8 z", x - 4.0, y - 4.0),
            Marker::Triangle => format!("M{x:.1} {:.1} l5 9 h-10 z", y - 5.5),
            Marker::Diamond => format!("M{x:.1} {:.1} l5.5 5.5 l-5.5 5.5 l-5.5 -5.5 z", y - 5.5),
        };
        let fill = if is_filled { look.colour } else { "#ffffff" };
        self.add(format_args!(
            "<path d=\"{shape}\" stroke=\"{}\" stroke-width=\"1.5\" fill=\"{fill}\"/>",
            look.colour
        ));
    }
}

/// The last points in words, for those who cannot see the picture.
fn description(measurement: &Measurement) -> String {
    let told = measurement.curves.iter().filter_map(|curve| {
        let point = curve.points.last()?;
        Some(format!(
            "{}, with {} clients: {:.0} replies per second, 99 of 100 within {}.",
            curve.name,
            point.clients,
            point.replies_per_second.median,
            time(point.p99).replace('>', "more than")
        ))
    });
    told.collect::<Vec<_>>().join(" ")
}
