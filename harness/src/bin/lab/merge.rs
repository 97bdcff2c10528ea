//! `cargo lab merge`: joins the gradebooks of several machines.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use harness::class::merge::merge;
use harness::report::Outcome;

use crate::screen;

#[derive(Args)]
#[command(after_help = "Example:
  cargo lab merge part-1 part-2 part-3 --out class")]
pub struct Arguments {
    /// The folders that `cargo lab grade` has written
    #[arg(required = true, value_name = "OUT")]
    folders: Vec<PathBuf>,
    /// The folder of the joined gradebook
    #[arg(long = "out", value_name = "ALL")]
    all: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let merged = merge(&arguments.folders, &arguments.all)?;
    for conflict in &merged.conflicts {
        screen::println!("conflict: {conflict}");
    }
    for gap in &merged.gaps {
        screen::println!("gap: {gap}");
    }
    screen::println!(
        "{} verdicts joined in {}, {} conflicts, {} gaps",
        merged.records,
        arguments.all.display(),
        merged.conflicts.len(),
        merged.gaps.len()
    );
    Ok(
        match merged.conflicts.is_empty() && merged.gaps.is_empty() {
            true => Outcome::Passed,
            false => Outcome::Failed,
        },
    )
}
