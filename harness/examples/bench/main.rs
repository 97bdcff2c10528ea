//! `make bench`: how long verdicts take and what they cost; and what a student waits for: the first
//! build, the map, a verdict after a save.
//!
//! Machines differ and are shared, so each time stands beside one of the same run.

use std::process::ExitCode;

use anyhow::Result;
use harness::program::guard;
use harness::source::Kit;

mod first_build;
mod map;
mod save;
mod student;
mod timing;
mod verdicts;

use student::Student;

fn main() -> ExitCode {
    guard::serve_if_asked();
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn bench() -> Result<()> {
    let kit = Kit::find()?;
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_chosen = |part: &str| chosen.is_empty() || chosen.iter().any(|one| one == part);
    if is_chosen("verdicts") {
        verdicts::bench(&kit)?;
    }
    let student = Student::new(&kit)?;
    // What it builds, the others use.
    first_build::bench(&student, is_chosen("first-build"))?;
    if is_chosen("map") {
        map::bench(&student)?;
    }
    if is_chosen("save") {
        save::bench(&student)?;
    }
    Ok(())
}
