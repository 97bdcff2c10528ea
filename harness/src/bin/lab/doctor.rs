//! `cargo lab doctor`: what of the sandbox this machine allows.

use anstyle::Style;
use harness::program::sandbox::{self, Found};
use harness::report::Outcome;
use harness::report::terminal::Page;
use serde::Serialize;

use crate::answer::Form;

/// Which protections are in force when strangers' programs are graded here
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo lab doctor
  cargo lab doctor --json")]
pub struct Arguments {
    #[command(flatten)]
    form: Form,
}

/// The parts of the sandbox.
#[derive(Serialize)]
struct Diagnosis {
    /// `roundtrip/doctor/v1`.
    schema: &'static str,
    parts: Vec<Found>,
}

/// Tries each part of the sandbox, and tells of it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let diagnosis = Diagnosis {
        schema: "roundtrip/doctor/v1",
        parts: sandbox::probe(),
    };
    arguments.form.tell(&diagnosis, show)?;
    Ok(match diagnosis.is_whole() {
        true => Outcome::Passed,
        false => Outcome::Failed,
    })
}

impl Diagnosis {
    fn is_whole(&self) -> bool {
        self.parts.iter().all(|found| found.in_force)
    }
}

fn show(page: &mut Page, diagnosis: &Diagnosis) {
    for found in &diagnosis.parts {
        let (mark, word) = match found.in_force {
            true => ("✓ ", "in force"),
            false => ("✗ ", "missing"),
        };
        let words = format!("{}: {word} ({})", found.part.name(), found.detail);
        page.item(mark, 2, &words);
        page.paragraph(4, Style::new(), found.part.meaning());
    }
    if !diagnosis.is_whole() {
        page.blank();
        let words = "Grade strangers' programs in a virtual machine that you can throw away.";
        page.paragraph(0, Style::new(), words);
    }
}
