//! `cargo lab reset`: a lab begun anew, and what was there kept.

use anyhow::Result;
use clap::Args;
use harness::hints::Given;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use harness::stub;
use serde::Serialize;

use crate::answer::{self, Form};
use crate::{name, screen, subject};

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
    /// The folder that what was there is kept in; `null` where there was nothing to keep.
    saved: Option<String>,
    /// The command that brings it back.
    back: Option<String>,
    /// The command to type next.
    next: String,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let lab = name::find_lab(&arguments.lab)?;
    let kit = Kit::find()?;
    let store = subject::open_store(&kit, "");
    let saved = stub::restore(&kit, &store, &lab)?;
    // What was found is not of these sources. A hint that is not forgotten is given again.
    let (mut given, _) = Given::read(&store);
    let forgotten = store.forget_lab(lab.name);
    if let Err(error) = forgotten.and(given.forget(&store, lab.name)) {
        screen::eprintln!(
            "note: {error:#}, and `cargo lab` tells of the lab as it was until it is judged"
        );
    }
    let anew = Anew {
        schema: "roundtrip/reset/v1",
        lab: lab.name,
        sources: format!("exercises/{}/src", lab.folder()),
        back: saved.as_ref().map(|folder| {
            let paths = [folder.join("src"), kit.exercise(&lab)];
            let [from, to] = paths.map(|path| answer::from_here(&path).display().to_string());
            shell_words::join(["cp", "-r", &from, &to])
        }),
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
    if let Some(back) = &anew.back {
        page.lead("to have it back:", back);
    }
    page.lead("next:", &anew.next);
}
