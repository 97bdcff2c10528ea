//! `cargo lab handout OUT`: the kit as students get it.

use std::path::PathBuf;

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use harness::class::handout;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use serde::Serialize;

use crate::answer::Form;

#[derive(Args)]
#[command(after_help = "Example:
  cargo lab handout ../kit-for-students")]
pub struct Arguments {
    /// The folder to write it into; it must be empty or not there yet
    out: PathBuf,
    #[command(flatten)]
    form: Form,
}

/// The students' kit.
#[derive(Serialize)]
struct Handout {
    /// `roundtrip/handout/v1`.
    schema: &'static str,
    /// Its folder.
    out: String,
    /// The command that tries it.
    next: String,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    handout::write(&Kit::find()?, &arguments.out)?;
    let out = arguments.out.display().to_string();
    let written = Handout {
        schema: "roundtrip/handout/v1",
        next: format!("cd {} && cargo lab", shell_words::quote(&out)),
        out,
    };
    arguments.form.tell(&written, show)?;
    Ok(Outcome::Passed)
}

fn show(page: &mut Page, written: &Handout) {
    let words = format!(
        "The students' kit is in {}, without solutions, hidden checks and wrong programs.",
        written.out
    );
    page.paragraph(0, Style::new(), &words);
    // Not as a command that may go on in the next line: `&&` is no word of one.
    page.line(format!("Try it:  {}", written.next));
}
