//! `cargo handout OUT`: the kit as students get it.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use harness::class::handout;
use harness::report::Outcome;
use harness::source::Kit;

use crate::screen;

#[derive(Args)]
#[command(after_help = "Example:
  cargo lab handout ../kit-for-students")]
pub struct Arguments {
    /// The folder to write it into; it must be empty or not there yet
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    handout::write(&Kit::find()?, &arguments.out)?;
    let out = arguments.out.display();
    screen::println!(
        "The students' kit is in {out}, without solutions, hidden checks and wrong programs.\n\
         Try it:  cd {out} && cargo lab"
    );
    Ok(Outcome::Passed)
}
