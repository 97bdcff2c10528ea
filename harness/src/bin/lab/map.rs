//! `cargo lab`: the map. For each lab its steps with the points so far, and what is next.

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use harness::lab::Lab;
use harness::parcel;
use harness::progress::{Progress, Standing, StepProgress};
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use harness::store::Store;
use harness::talk::escape::{cut, width};
use serde::Serialize;

use crate::answer::Form;
use crate::{screen, subject};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Where a student stands.
#[derive(Serialize)]
struct Map {
    /// `roundtrip/map/v1`.
    schema: &'static str,
    labs: Vec<Region>,
    /// What to work on; `null` where all is finished.
    next: Option<Next>,
}

/// A lab on the map.
#[derive(Serialize)]
struct Region {
    number: u32,
    lab: &'static str,
    title: &'static str,
    /// Whether anything of it was judged.
    is_begun: bool,
    /// Whether its sources are others than those that were judged.
    is_outdated: bool,
    /// The points so far; `null` where nothing was judged, or something could not be.
    score: Option<u32>,
    max_score: u32,
    steps: Vec<Place>,
}

/// A step on the map.
#[derive(Serialize)]
struct Place {
    #[serde(flatten)]
    progress: StepProgress,
    /// `finished`, `open` or `unjudged`.
    standing: Standing,
}

#[derive(Serialize)]
struct Next {
    number: u32,
    lab: &'static str,
    /// The step; `null` where all were finished before the sources changed.
    step: Option<&'static str>,
    /// What to read before; `null` where something of the lab was judged already.
    read: Option<String>,
    /// What to type.
    command: String,
}

pub fn run(form: Form) -> Result<Outcome> {
    form.tell(&draw(&Kit::find()?), show)?;
    Ok(Outcome::Passed)
}

/// The lab that is next: the first one with a step that is not finished, or with sources that were
/// not judged.
pub fn next_lab(kit: &Kit, store: &Store) -> Option<Lab> {
    let mut labs = harness::labs::all().into_iter();
    labs.find(|lab| {
        let progress = read(store, lab);
        progress.next().is_some() || is_outdated(kit, lab, &progress)
    })
}

/// Whether a lab's sources are others than those that were judged.
pub fn is_outdated(kit: &Kit, lab: &Lab, progress: &Progress<'_>) -> bool {
    progress.is_begun() && progress.is_outdated(parcel::digest(kit, lab).as_deref())
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

fn draw(kit: &Kit) -> Map {
    let store = &subject::open_store(kit, "");
    let mut map = Map {
        schema: "roundtrip/map/v1",
        labs: Vec::new(),
        next: None,
    };
    for lab in &harness::labs::all() {
        let progress = read(store, lab);
        let is_outdated = is_outdated(kit, lab, &progress);
        map.labs.push(region(lab, &progress, is_outdated));
        let step = progress.next().map(|step| step.name);
        if map.next.is_none() && (step.is_some() || is_outdated) {
            map.next = Some(Next {
                number: lab.number,
                lab: lab.name,
                step,
                read: (!progress.is_begun())
                    .then(|| format!("exercises/{}/README.md", lab.folder())),
                command: format!("cargo lab check {}", lab.name),
            });
        }
    }
    map
}

fn region(lab: &Lab, progress: &Progress<'_>, is_outdated: bool) -> Region {
    let steps = progress.steps();
    let is_scored = progress.is_begun() && steps.iter().all(|step| step.broken == 0);
    Region {
        number: lab.number,
        lab: lab.name,
        title: lab.title,
        is_begun: progress.is_begun(),
        is_outdated,
        score: is_scored.then(|| steps.iter().map(|step| step.points).sum()),
        max_score: lab.points(),
        steps: steps
            .into_iter()
            .map(|progress| Place {
                standing: progress.standing(),
                progress,
            })
            .collect(),
    }
}

fn show(page: &mut Page, map: &Map) {
    for region in &map.labs {
        show_region(page, region);
    }
    match &map.next {
        Some(next) => {
            let read = next
                .read
                .iter()
                .map(|path| format!(" read {path}, and judge:"));
            let words = match next.step {
                Some(step) => format!("next: lab {}, step \"{step}\":", next.number),
                None => format!("next: judge lab {} again, since it changed:", next.number),
            };
            page.lead(
                &read.fold(words, |words, read| words + &read),
                &next.command,
            );
        }
        None => page.lead(
            "next: nothing, every step is finished. What was checked:",
            "cargo lab list",
        ),
    }
}

fn show_region(page: &mut Page, region: &Region) {
    let score = match region.score {
        Some(points) => format!("{points} of {} points", region.max_score),
        None if region.is_begun => "no score, judge it again".to_owned(),
        None => "not judged yet".to_owned(),
    };
    let title = format!("lab {} · {} · {}", region.number, region.lab, region.title);
    let title = cut(&title, page.width() - width(&score) - 2);
    let gap = page.width() - width(&title) - width(&score);
    page.line(format!("{BOLD}{title}{BOLD:#}{:gap$}{score}", ""));
    if region.is_outdated {
        page.line(format!("  {DIM}changed since it was judged{DIM:#}"));
    }
    let names = region.steps.iter().map(|step| width(step.progress.name));
    let longest = names.max().unwrap_or(0);
    for place in &region.steps {
        show_place(page, place, longest);
    }
    page.blank();
}

fn show_place(page: &mut Page, place: &Place, longest: usize) {
    let step = &place.progress;
    let (mark, style) = match place.standing {
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
    let words: Vec<(Style, String)> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| (DIM, format!("{count} {word}")))
        .collect();
    let points = format!("{points:>3}/{}", step.of);
    let begin = format!("  {style}{mark}{style:#} {:<longest$}  ", step.name);
    match words.is_empty() {
        true => page.line(begin + &points),
        false => page.list(&format!("{begin}{points:<7}  "), " · ", &words),
    }
}
