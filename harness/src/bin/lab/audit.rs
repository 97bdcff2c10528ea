//! `cargo lab audit`: the grader is graded.

use anyhow::{Result, bail};
use clap::Args;
use harness::audit::{Blessing, Plan, audit};
use harness::report::Outcome;
use harness::source::Kit;

use crate::screen;
use crate::subject;

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab audit                         all labs
  cargo lab audit echo --only deadlock    only these wrong programs")]
pub struct Arguments {
    /// The labs to audit; all without it
    labs: Vec<String>,
    /// Only wrong programs whose names contain this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Judge each wrong program so often
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: usize,
    /// Rewrite the headers of wrong programs after what caught them; judge the diff
    #[arg(long)]
    bless: bool,
    /// Draw the random conversations from this seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    if !kit.root().join("solutions").is_dir() {
        bail!(
            "there is nothing to audit: solutions and wrong programs are not in the students' kit. \
             `cargo lab` shows where your own work stands"
        );
    }
    let labs = match arguments.labs.as_slice() {
        [] => harness::labs::all(),
        names => names
            .iter()
            .map(|name| subject::find_lab(name))
            .collect::<Result<_>>()?,
    };
    let plan = Plan {
        only: arguments.only.clone(),
        repeat: arguments.repeat,
        blessing: if arguments.bless {
            Blessing::Bless
        } else {
            Blessing::No
        },
        seed: arguments.seed,
    };
    let mut problems = Vec::new();
    for lab in &labs {
        problems.extend(audit(&kit, lab, &plan, &|line| {
            screen::println!("  {line}")
        })?);
    }
    if problems.is_empty() {
        screen::println!("audit: all is as it should be");
        return Ok(Outcome::Passed);
    }
    screen::println!();
    for problem in &problems {
        screen::println!("✗ {problem}");
    }
    screen::println!("\naudit: {} problems", problems.len());
    Ok(Outcome::Failed)
}
