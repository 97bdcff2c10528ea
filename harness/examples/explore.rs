//! `make explore`: what the explorer finds and what it costs, with twenty seeds of each. A right
//! server that fails with one of them, or a fault that one of them misses, is an error.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use harness::check::Proof;
use harness::explorer::outcome::{Explored, Kind, Outcome, Part};
use harness::explorer::sources::Kind as Shape;
use harness::explorer::workshop::Workshop;
use harness::explorer::{self, Sources};
use harness::finding::Trouble;
use harness::labs;
use harness::program::{CommandLine, guard};
use harness::scene::Scene;
use harness::source::Kit;

/// So many seeds, from 1.
const SEEDS: u64 = 20;
/// The labs whose solutions are explored.
const LABS: [&str; 3] = ["threaded-echo", "lock-counter", "calculator"];
/// Other right ways to solve lab 3.
const WAYS: [&str; 9] = [
    "rwlock",
    "per_counter",
    "owner",
    "scoped",
    "condvar",
    "atomics",
    "recv_timeout",
    "wait_timeout",
    "read_timeout",
];
/// Wrong programs: the lab, the name, and how a schedule of them fails.
const FAULTS: [(&str, &str, Kind); 13] = [
    ("lock-counter", "two-acquisitions", Kind::Wrong),
    ("lock-counter", "load-then-store", Kind::Wrong),
    ("lock-counter", "add-in-two-acquisitions", Kind::Wrong),
    ("lock-counter", "move-in-two-steps", Kind::Wrong),
    ("lock-counter", "move-locks-from-then-to", Kind::Deadlock),
    ("lock-counter", "move-to-itself-deadlocks", Kind::Deadlock),
    ("lock-counter", "lock-before-reading", Kind::Deadlock),
    ("lock-counter", "sequential", Kind::Deadlock),
    ("lock-counter", "unwraps-the-lock", Kind::Wrong),
    ("threaded-echo", "sequential", Kind::Deadlock),
    ("threaded-echo", "locks-in-two-orders", Kind::Deadlock),
    ("threaded-echo", "quit-does-not-join", Kind::Wrong),
    ("threaded-echo", "quit-waits-in-accept", Kind::Deadlock),
];

fn main() -> ExitCode {
    guard::serve_if_asked();
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all is as it should be.
fn measure() -> Result<bool> {
    let kit = Kit::find()?;
    println!("right servers, {SEEDS} seeds each");
    println!(
        "  {:<40} {:>9}  {:>10}  {:>8}",
        "program", "schedules", "unexplored", "failures"
    );
    let mut is_right = true;
    for lab in LABS {
        is_right &= never_fails(&kit, lab, &format!("{lab}: solution"), solution(&kit, lab))?;
    }
    for way in WAYS {
        let path = Path::new("harness/tests/programs/lock-counter").join(format!("{way}.rs"));
        let shape = Shape::File(kit.root().join(path));
        is_right &= never_fails(&kit, "lock-counter", &format!("lock-counter: {way}"), shape)?;
    }
    println!("faults, {SEEDS} seeds each: until found, by the median seed and by the slowest");
    println!(
        "  {:<40} {:>5}  {:>13}  {:>17}",
        "program", "found", "schedules", "milliseconds"
    );
    for (lab, name, kind) in FAULTS {
        is_right &= is_found(&kit, lab, name, kind)?;
    }
    cost(&kit)?;
    Ok(is_right)
}

/// Explores right sources, and prints a row.
fn never_fails(kit: &Kit, lab: &str, name: &str, shape: Shape) -> Result<bool> {
    let sources = sources(kit, kit.scratch(), shape);
    let (mut schedules, mut unexplored, mut failures) = (0, 0, 0);
    for seed in 1..=SEEDS {
        match explore(lab, &sources, seed)? {
            Some(outcome) => {
                let failed = |scenario: &&Explored| scenario.failure.is_some();
                schedules += counted(&outcome, None);
                failures += outcome.scenarios.iter().filter(failed).count();
                // Schedules that do not end say as little as none.
                unexplored += usize::from(outcome.scenarios.iter().any(Explored::is_inconclusive));
            }
            None => unexplored += 1,
        }
    }
    println!("  {name:<40} {schedules:>9}  {unexplored:>10}  {failures:>8}");
    Ok(failures == 0)
}

/// Explores a wrong program, and prints a row.
fn is_found(kit: &Kit, lab: &str, name: &str, kind: Kind) -> Result<bool> {
    let path = Path::new("harness/wrong").join(lab);
    let shape = Shape::File(kit.root().join(path).join(format!("{name}.rs")));
    let sources = sources(kit, kit.scratch(), shape);
    let (mut schedules, mut milliseconds) = (Vec::new(), Vec::new());
    for seed in 1..=SEEDS {
        let outcome = explore(lab, &sources, seed)?.context("it is not explored")?;
        let is_it = |scenario: &&Explored| {
            let failure = scenario.failure.as_ref();
            failure.is_some_and(|failure| failure.kind == kind)
        };
        if let Some(scenario) = outcome.scenarios.iter().find(is_it) {
            schedules.push(scenario.schedules);
            milliseconds.push(scenario.milliseconds);
        }
    }
    let found = schedules.len();
    schedules.sort_unstable();
    milliseconds.sort_by(f64::total_cmp);
    let name = format!("{lab}: {name}");
    if let (Some(most), Some(longest)) = (schedules.last(), milliseconds.last()) {
        println!(
            "  {name:<40} {found:>2}/{SEEDS}  {:>5}, {most:>6}  {:>8.1}, {longest:>7.1}",
            schedules[found / 2],
            milliseconds[found / 2],
        );
    } else {
        println!("  {name:<40} {found:>2}/{SEEDS}");
    }
    Ok(found as u64 == SEEDS)
}

/// What a student waits for: the first time, and each time after that.
fn cost(kit: &Kit) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let lab = "lock-counter";
    let sources = sources(kit, scratch.path().to_path_buf(), solution(kit, lab));
    let mut times = Vec::new();
    for _ in 0..2 {
        let begun = Instant::now();
        let outcome = explore(lab, &sources, 1)?.context("it is not explored")?;
        times.push((begun.elapsed().as_secs_f64(), outcome));
    }
    if let [(first, _), (second, outcome)] = times.as_slice() {
        println!(
            "cost of lab {lab}: {first:.1} s with a clean build, {second:.1} s after it (limit 5 s), for {} \
             schedules of the server and {} of `Counters`",
            counted(outcome, Some(Part::Server)),
            counted(outcome, Some(Part::Counters)),
        );
    }
    Ok(())
}

/// How many schedules were played, of one part or of all.
fn counted(outcome: &Outcome, part: Option<Part>) -> usize {
    let scenarios = outcome.scenarios.iter();
    let of_part = scenarios.filter(|scenario| part.is_none_or(|part| scenario.part == part));
    of_part.map(|scenario| scenario.schedules).sum()
}

/// What the check of a lab finds with a seed; nothing where the sources are not explored.
fn explore(lab: &str, sources: &Sources, seed: u64) -> Result<Option<Outcome>> {
    let lab = labs::find(lab).context("it is in the list")?;
    let schedules = lab.checks.iter().find_map(|check| match check.proof {
        Proof::Schedules(schedules) => Some((check, schedules)),
        _ => None,
    });
    let (check, schedules) = schedules.context("the lab is explored")?;
    let command = CommandLine::of_binary("no-program-is-started");
    let mut scene = Scene::new(&lab, check, &command, seed, "");
    scene.sources = Some(sources);
    match explorer::explore(&scene, schedules) {
        Ok(outcome) => Ok(Some(outcome)),
        Err(Trouble::Unexplored(_)) => Ok(None),
        Err(Trouble::Harness(reason)) => Err(anyhow!(reason)),
        Err(Trouble::Found(finding)) => bail!("{}", finding.headline),
    }
}

fn sources(kit: &Kit, scratch: PathBuf, kind: Shape) -> Sources {
    Sources {
        builder: std::sync::Arc::new(Workshop {
            kit: kit.root().to_path_buf(),
            scratch,
        }),
        kind,
    }
}

fn solution(kit: &Kit, lab: &str) -> Shape {
    let folder = labs::find(lab).map(|lab| lab.folder()).unwrap_or_default();
    let source = kit.root().join("solutions").join(folder).join("src");
    Shape::Crate {
        name: format!("{lab}-solution"),
        library: source.join("lib.rs"),
        main: source.join("bin").join(format!("{lab}-server.rs")),
    }
}
