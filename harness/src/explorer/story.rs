//! A schedule that failed, as a story: a column for each thread, a row for each thing it did.

use super::outcome::{Event, Explored, Failure, Kind};
use crate::finding::Finding;
use crate::scene::Scene;
use crate::talk::escape;
use crate::talk::escape::{cut, width};

/// The finding of a schedule.
pub fn tell(scene: &Scene<'_>, explored: &Explored, failure: &Failure) -> Finding {
    let expected = match failure.kind {
        Kind::Wrong => explored.promise.clone(),
        Kind::Deadlock => "threads that go on, whichever of them is the first".to_owned(),
    };
    let mut finding = scene
        .find(format!("{}: {}", failure.scenario, failure.message))
        .comparing(expected, "this order of what the threads do");
    finding.remarks.push(format!(
        "Found in schedule {} of your own unmodified {}, in {:.0} ms: a simulated machine decides \
         which thread goes on. These are the fewest switches between threads that still fail.",
        explored.schedules,
        explored.part.name(),
        explored.milliseconds
    ));
    finding.schedule = Some(failure.clone());
    finding.next = scene.replay();
    finding
}

/// So many threads have columns of their own.
const COLUMNS: usize = 2;
/// So many rows are shown: the last ones.
const ROWS: usize = 44;
/// What comes before everything, and tells nothing, unless it is the last that a thread with a column
/// does.
const DULL: [&str; 5] = [
    "listens on",
    "waits for a client",
    "waits for bytes",
    "closes the connection",
    "waits until it is typed",
];

/// Whether a thread waits, and does nothing after that.
fn stands_there(event: &Event, later: &[Event]) -> bool {
    event.what.starts_with("waits for") && later.iter().all(|other| other.thread != event.thread)
}

/// Draws events in `total` columns of the screen: a column for each of the two threads of the program that did most, and what clients
/// and other threads do between them.
pub fn draw(events: &[Event], total: usize) -> Vec<String> {
    let is_dull = |event: &Event| DULL.iter().any(|dull| event.what.starts_with(dull));
    let told: Vec<&Event> = events.iter().filter(|event| !is_dull(event)).collect();
    let threads = busiest(&told[told.len().saturating_sub(ROWS)..]);
    let has_column = |event: &Event| threads.iter().any(|(number, _)| *number == event.thread);
    let is_shown = |(place, event): &(usize, &Event)| {
        !is_dull(event) || has_column(event) && stands_there(event, &events[place + 1..])
    };
    let numbered = events.iter().enumerate().filter(is_shown);
    let events: Vec<&Event> = numbered.map(|(_, event)| event).collect();
    let first = events.len().saturating_sub(ROWS);
    let shown = &events[first..];
    let column = total / threads.len().max(1);
    let mut lines = Vec::new();
    let mut row = |texts: Vec<String>| {
        let cells = texts.iter().map(|text| {
            let text = cut(text, column - 2);
            format!("{text}{}", " ".repeat(column - width(&text)))
        });
        lines.push(cells.collect::<String>().trim_end().to_owned());
    };
    row(threads
        .iter()
        .map(|(number, name)| head(*number, name))
        .collect());
    row(threads.iter().map(|_| "─".repeat(column - 2)).collect());
    if first > 0 {
        lines.push(format!("… {first} more before"));
    }
    for event in shown {
        let place = threads
            .iter()
            .position(|(number, _)| *number == event.thread);
        lines.push(match place {
            Some(place) => format!(
                "{}{}",
                " ".repeat(column * place),
                cut(&own(event), column - 2)
            ),
            None => cut(&other(event), total),
        });
    }
    lines
}

/// The threads of the program that did most, in the order of their numbers.
fn busiest<'a>(events: &[&'a Event]) -> Vec<(usize, &'a str)> {
    let mut threads: Vec<(usize, &str, usize)> = Vec::new();
    for event in events.iter().filter(|event| event.thread > 0) {
        match threads
            .iter_mut()
            .find(|(number, ..)| *number == event.thread)
        {
            Some((.., count)) => *count += 1,
            None => threads.push((event.thread, &event.name, 1)),
        }
    }
    threads.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    threads.truncate(COLUMNS);
    threads.sort_by_key(|(number, ..)| *number);
    threads
        .into_iter()
        .map(|(number, name, _)| (number, name))
        .collect()
}

fn head(number: usize, name: &str) -> String {
    match name {
        "" => format!("thread {number}"),
        "main" => "thread 1, main".to_owned(),
        name => escape(&format!("thread {number}, {name}")),
    }
}

/// What a thread with a column does: the place in its source, and the deed without the types.
fn own(event: &Event) -> String {
    let file = event.file.rsplit('/').next().unwrap_or(&event.file);
    let what = event.what.split(" (").next().unwrap_or(&event.what);
    match file {
        "" => escape(what),
        file => escape(&format!("{file}:{} {what}", event.line)),
    }
}

/// What a client or another thread does.
fn other(event: &Event) -> String {
    if event.thread > 0 {
        let who = head(event.thread, &event.name);
        return escape(&format!("    ({who}: {})", own(event)));
    }
    let what = event.what.trim_end_matches(" to the server");
    let what = what.trim_end_matches(" from the server");
    let verb = match what.split(' ').next() {
        Some("writes") => "sends",
        Some("reads") => "hears",
        _ => return escape(&format!("  {} {}", event.name, event.what)),
    };
    let said = match what.split_once('"') {
        Some((_, said)) => format!("\"{said}"),
        None => "the end".to_owned(),
    };
    escape(&format!("  {} {verb} ", event.name)) + &said
}
