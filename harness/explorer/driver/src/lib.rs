//! The explorer's driver: plays conversations with a whole server, the student's unmodified
//! `main`, under a scheduler that decides which of its threads goes on at every step.
//!
//! The harness generates a program of three lines that calls [`explore`] with that `main`, builds
//! it against [`roundtrip_std`] in place of `std`, runs it, and reads the [`Outcome`] that it
//! writes.
//!
//! - [`scenario`]: the conversations, for each lab, and what must hold of them
//! - [`client`]: a client in them
//! - [`search`]: schedules at random, until one fails
//! - [`course`]: a scheduler that writes down its decisions, and one that follows them
//! - [`shorten`]: the fewest switches between threads that still fail
//! - [`outcome`]: what was found, as JSON

use std::path::Path;
use std::process::ExitCode;

pub mod client;
pub mod course;
// One file for both sides: who writes it and who reads it cannot disagree.
#[path = "../../../src/explorer/outcome.rs"]
pub mod outcome;
pub mod scenario;
pub mod search;
pub mod shorten;

use outcome::Outcome;
use search::Effort;

/// The whole program that the harness generates: `PROGRAM OUT LAB SCHEDULES SEED [REPLAY]`.
///
/// OUT is the file that the outcome is written to, since the server's own words go to standard
/// output. REPLAY is a file with a saved [`outcome::Failure`]: only that is played.
pub fn explore(program: fn()) -> ExitCode {
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
    let scenarios = scenario::of(lab);
    let outcome = match replay {
        [] => Outcome {
            scenarios: scenarios
                .iter()
                .map(|scenario| search::search(program, scenario, Effort { schedules, seed }))
                .collect(),
        },
        [saved, ..] => match replayed(program, &scenarios, Path::new(saved)) {
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

fn replayed(
    program: fn(),
    scenarios: &[scenario::Scenario],
    saved: &Path,
) -> Result<Outcome, String> {
    let bytes = std::fs::read(saved).map_err(|error| error.to_string())?;
    let failure: outcome::Failure =
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let scenario = scenarios
        .iter()
        .find(|scenario| scenario.name == failure.scenario)
        .ok_or_else(|| format!("there is no scenario `{}`", failure.scenario))?;
    let course = serde_json::from_value(failure.course).map_err(|error| error.to_string())?;
    Ok(Outcome {
        scenarios: vec![search::replay(program, scenario, &course)],
    })
}
