//! `cargo lab merge`: joins the gradebooks of several machines.

use std::path::PathBuf;

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use harness::class::merge::{Merged, merge};
use harness::report::Outcome;
use harness::report::terminal::Page;
use serde::Serialize;

use crate::answer::Form;

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
    #[command(flatten)]
    form: Form,
}

/// A joined gradebook.
#[derive(Serialize)]
struct Joined {
    /// `roundtrip/merge/v1`.
    schema: &'static str,
    /// Its folder.
    out: String,
    #[serde(flatten)]
    merged: Merged,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let joined = Joined {
        schema: "roundtrip/merge/v1",
        out: arguments.all.display().to_string(),
        merged: merge(&arguments.folders, &arguments.all)?,
    };
    arguments.form.tell(&joined, show)?;
    let merged = joined.merged;
    Ok(
        match merged.conflicts.is_empty() && merged.gaps.is_empty() {
            true => Outcome::Passed,
            false => Outcome::Failed,
        },
    )
}

fn show(page: &mut Page, joined: &Joined) {
    let merged = &joined.merged;
    for conflict in &merged.conflicts {
        page.item("conflict: ", 2, conflict);
    }
    for gap in &merged.gaps {
        page.item("gap: ", 2, gap);
    }
    let words = format!(
        "{} verdicts joined in {}, {} conflicts, {} gaps",
        merged.records,
        joined.out,
        merged.conflicts.len(),
        merged.gaps.len()
    );
    page.paragraph(0, Style::new(), &words);
}
