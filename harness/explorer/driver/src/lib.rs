//! The explorer's driver: plays conversations with a whole server, the student's unmodified
//! `main`, under a scheduler that decides which of its threads goes on at every step.
//!
//! The harness generates a program of a few lines that calls [`explore`] with that `main`, and with
//! the library's counters where it has some, builds it against [`roundtrip_std`] in place of `std`, runs it, and reads the [`Outcome`] that it
//! writes.
//!
//! - [`scenario`]: the conversations, for each lab, and what must hold of them
//! - [`client`]: a client in them
//! - [`counters`]: calls of the counters of lab 3, with no server around them
//! - [`search`]: schedules at random, until one fails
//! - [`course`]: a scheduler that writes down its decisions, and one that follows them
//! - [`shorten`]: the fewest switches between threads that still fail
//! - [`outcome`]: what was found, as JSON

use std::path::Path;
use std::process::ExitCode;

pub mod client;
pub mod counters;
pub mod course;
// One file for both sides: who writes it and who reads it cannot disagree.
#[path = "../../../src/explorer/outcome.rs"]
pub mod outcome;
pub mod scenario;
pub mod search;
pub mod shorten;

use course::Course;
use outcome::Outcome;
use scenario::Scenario;
pub use scenario::Subject;
use search::Effort;

/// The whole program that the harness generates: `PROGRAM OUT LAB SCHEDULES SEED [REPLAY]`.
///
/// OUT is the file that the outcome is written to, since the server's own words go to standard
/// output. REPLAY is a file with a saved [`outcome::Failure`]: only that is played.
pub fn explore(subject: Subject) -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [out, lab, schedules, seed, replay @ ..] = words.as_slice() else {
        eprintln!("usage: PROGRAM OUT LAB SCHEDULES SEED [REPLAY]");
        return ExitCode::from(2);
    };
    let (Ok(schedules), Ok(seed)) = (schedules.parse(), seed.parse()) else {
        eprintln!("SCHEDULES and SEED are numbers");
        return ExitCode::from(2);
    };
    // A schedule that fails says so by a panic, which is caught; thousands of them say nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = match replay {
        [] => explored(subject, lab, Effort { schedules, seed }),
        [saved, ..] => match replayed(subject, lab, Path::new(saved)) {
            Ok(outcome) => outcome,
            Err(reason) => {
                eprintln!("{saved}: {reason}");
                return ExitCode::from(2);
            }
        },
    };
    match serde_json::to_vec(&outcome).map(|bytes| std::fs::write(out, bytes)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        failed => {
            eprintln!("{out}: {failed:?}");
            ExitCode::from(2)
        }
    }
}

fn explored(subject: Subject, lab: &str, effort: Effort) -> Outcome {
    // What is smaller comes first: it tells a shorter story of the same mistake.
    let mut scenarios = Vec::new();
    let mut left_out = None;
    if subject.counters.is_some() {
        match search::follow(subject, &counters::ALONE, &Course::default()) {
            None => scenarios.extend(counters::SCENARIOS),
            Some(found) => left_out = Some(format!("where one thread calls it, {}", found.message)),
        }
    }
    scenarios.extend(scenario::of(lab));
    let explore = |scenario: &Scenario| search::search(subject, scenario, effort);
    Outcome {
        scenarios: scenarios.iter().map(explore).collect(),
        left_out,
    }
}

fn replayed(subject: Subject, lab: &str, saved: &Path) -> Result<Outcome, String> {
    let bytes = std::fs::read(saved).map_err(|error| error.to_string())?;
    let failure: outcome::Failure =
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let scenario = counters::SCENARIOS
        .into_iter()
        .chain(scenario::of(lab))
        .find(|scenario| scenario.name == failure.scenario)
        .ok_or_else(|| format!("there is no scenario `{}`", failure.scenario))?;
    let course = serde_json::from_value(failure.course).map_err(|error| error.to_string())?;
    Ok(Outcome {
        scenarios: vec![search::replay(subject, &scenario, &course)],
        left_out: None,
    })
}
