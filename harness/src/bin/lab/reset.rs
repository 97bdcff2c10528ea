//! `cargo lab reset`: a lab begun anew, and what was there kept.

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use harness::report::Outcome;
use harness::source::Kit;
use harness::stub;

use crate::screen;
use crate::subject;

const BOLD: Style = Style::new().bold();

#[derive(Args)]
#[command(after_help = "Example:
  cargo lab reset echo    exercises/01-echo/src as the kit came with it

What was there is moved to .lab/saved/, and nothing is lost.")]
pub struct Arguments {
    /// The lab's name or number
    lab: String,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let lab = subject::find_lab(&arguments.lab)?;
    let kit = Kit::find()?;
    let saved = stub::restore(&kit, &subject::open_store(&kit, ""), &lab)?;
    screen::println!("exercises/{}/src is as the kit came with it", lab.folder());
    if let Some(saved) = saved {
        screen::println!("what was there: {BOLD}{}{BOLD:#}", saved.display());
    }
    screen::println!("next: {BOLD}cargo lab check {}{BOLD:#}", lab.name);
    Ok(Outcome::Passed)
}
