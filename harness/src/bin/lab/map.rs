//! `cargo lab`: the map. For each lab its steps with the points so far, and what is next.

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use harness::lab::Lab;
use harness::progress::{Progress, Standing, StepProgress};
use harness::report::Outcome;
use harness::source::Kit;
use harness::store::Store;
use harness::talk::escape::{cut, width};

use crate::{screen, subject};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

pub fn run() -> Result<Outcome> {
    let store = subject::open_store(&Kit::find()?, "");
    let mut next = None;
    for lab in &harness::labs::all() {
        let progress = read(&store, lab);
        show(lab, &progress);
        if next.is_none() {
            next = progress
                .next()
                .map(|step| (lab.number, lab.name, step.name));
        }
    }
    match next {
        Some((number, name, step)) => screen::println!(
            "next: lab {number}, step \"{step}\": {BOLD}cargo lab check {name}{BOLD:#}"
        ),
        None => screen::println!(
            "next: nothing, every step is finished. What was checked: {BOLD}cargo lab list{BOLD:#}"
        ),
    }
    Ok(Outcome::Passed)
}

/// The lab that is next: the first one with a step that is not finished.
pub fn next_lab(store: &Store) -> Option<Lab> {
    let mut labs = harness::labs::all().into_iter();
    labs.find(|lab| read(store, lab).next().is_some())
}

/// How far the student is; results that cannot be used are told of.
pub fn read<'a>(store: &Store, lab: &'a Lab) -> Progress<'a> {
    let (progress, notice) = Progress::read(store, lab);
    if let Some(notice) = notice {
        screen::eprintln!(
            "note: {notice}. `cargo lab check {}` judges your work anew",
            lab.name
        );
    }
    progress
}

fn show(lab: &Lab, progress: &Progress<'_>) {
    let steps = progress.steps();
    let score = score(lab, progress, &steps);
    let title = format!("lab {} · {} · {}", lab.number, lab.name, lab.title);
    let columns = screen::columns();
    let title = cut(&title, columns - width(&score) - 2);
    let gap = columns - width(&title) - width(&score);
    screen::println!("{BOLD}{title}{BOLD:#}{:gap$}{score}", "");
    let longest = steps.iter().map(|step| width(step.name)).max().unwrap_or(0);
    for step in &steps {
        show_step(step, longest);
    }
    screen::println!();
}

fn score(lab: &Lab, progress: &Progress<'_>, steps: &[StepProgress]) -> String {
    if !progress.is_begun() {
        "not judged yet".to_owned()
    } else if steps.iter().any(|step| step.broken > 0) {
        "no score, judge it again".to_owned()
    } else {
        let points: u32 = steps.iter().map(|step| step.points).sum();
        format!("{points} of {} points", lab.points())
    }
}

fn show_step(step: &StepProgress, longest: usize) {
    let (mark, style) = match step.standing() {
        Standing::Finished => ('✓', GOOD),
        Standing::Open if step.failed > 0 => ('✗', BAD),
        Standing::Open | Standing::Unjudged => ('·', DIM),
    };
    let is_judged = step.passed + step.failed + step.waiting + step.broken > 0;
    let points = if is_judged {
        step.points.to_string()
    } else {
        "–".to_owned()
    };
    let counts = [
        (step.failed, "failed"),
        (step.waiting, "waiting"),
        (step.broken, "could not be judged"),
        (step.unjudged, "not judged"),
    ];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let line = format!(
        "  {style}{mark}{style:#} {:<longest$}  {points:>3}/{:<3}  {DIM}{}{DIM:#}",
        step.name,
        step.of,
        words.join(" · ")
    );
    screen::println!("{}", line.trim_end());
}
