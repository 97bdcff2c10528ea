//! `cargo lab reset`: a lab begun anew, and what was there kept.

use anyhow::Result;
use clap::Args;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use harness::stub;
use serde::Serialize;

use crate::answer::Form;
use crate::subject;

#[derive(Args)]
#[command(after_help = "Example:
  cargo lab reset echo    exercises/01-echo/src anew

What was there is moved to .lab/saved/: nothing is lost.")]
pub struct Arguments {
    /// The lab's name or number
    lab: String,
    #[command(flatten)]
    form: Form,
}

/// A lab that was begun anew.
#[derive(Serialize)]
struct Anew {
    /// `roundtrip/reset/v1`.
    schema: &'static str,
    lab: &'static str,
    /// What is as the kit came with it, in the kit's folder.
    sources: String,
    /// The folder that what was there is kept in; `null` where nothing was there.
    saved: Option<String>,
    /// The command to type next.
    next: String,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let lab = subject::find_lab(&arguments.lab)?;
    let kit = Kit::find()?;
    let saved = stub::restore(&kit, &subject::open_store(&kit, ""), &lab)?;
    let anew = Anew {
        schema: "roundtrip/reset/v1",
        lab: lab.name,
        sources: format!("exercises/{}/src", lab.folder()),
        saved: saved.map(|folder| folder.display().to_string()),
        next: format!("cargo lab check {}", lab.name),
    };
    arguments.form.tell(&anew, show)?;
    Ok(Outcome::Passed)
}

fn show(page: &mut Page, anew: &Anew) {
    page.line(format!("{} is as the kit came with it", anew.sources));
    if let Some(saved) = &anew.saved {
        page.lead("what was there:", saved);
    }
    page.lead("next:", &anew.next);
}
