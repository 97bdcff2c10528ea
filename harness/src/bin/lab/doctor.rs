//! `cargo lab doctor`: what of the sandbox this machine allows.

use anyhow::Context;
use harness::program::sandbox::{self, Found};
use harness::report::Outcome;

use crate::screen;

/// Which protections are in force when strangers' programs are graded here
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo lab doctor
  cargo lab doctor --json")]
pub struct Arguments {
    /// Print the parts as JSON
    #[arg(long)]
    json: bool,
}

/// Tries each part of the sandbox, and tells of it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let parts = sandbox::probe();
    if arguments.json {
        let json = serde_json::to_string_pretty(&parts).context("the parts as JSON")?;
        screen::println!("{json}");
    } else {
        for found in &parts {
            tell(found);
        }
    }
    if parts.iter().all(|found| found.in_force) {
        return Ok(Outcome::Passed);
    }
    if !arguments.json {
        screen::println!(
            "\nGrade strangers' programs in a virtual machine that you can throw away."
        );
    }
    Ok(Outcome::Failed)
}

fn tell(found: &Found) {
    let (mark, word) = match found.in_force {
        true => ("✓", "in force"),
        false => ("✗", "missing"),
    };
    screen::println!("{mark} {}: {word} ({})", found.part.name(), found.detail);
    screen::println!("    {}", found.part.meaning());
}
