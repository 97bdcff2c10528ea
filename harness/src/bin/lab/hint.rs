//! `cargo lab hint`: one more hint for a step, from a question to the call that is needed.

use anstyle::Style;
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::hints::{self, Given, StepHints};
use harness::lab::Lab;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use serde::Serialize;

use crate::answer::Form;
use crate::{map, name, screen, subject};

const BOLD: Style = Style::new().bold();
const PLAIN: Style = Style::new();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab hint                one more for the next step
  cargo lab hint echo           the same, of this lab
  cargo lab hint echo --again   those that were given
  cargo lab hint echo --step 'the loop'")]
pub struct Arguments {
    /// The lab's name or number; without it, the lab that is next
    lab: Option<String>,
    /// For this step, by its name or number; without it, for the first that is not finished
    #[arg(long)]
    step: Option<String>,
    /// Repeat the hints that were given, and give no new one
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    form: Form,
}

/// The hints that are given now.
#[derive(Serialize)]
struct Told {
    /// `roundtrip/hint/v1`.
    schema: &'static str,
    number: u32,
    lab: &'static str,
    /// `null` where every step is finished.
    step: Option<&'static str>,
    given: Giving,
    hints: Vec<Hint>,
    /// How many there are for the step.
    of: usize,
    /// The command for one more, or for the first, or to judge it again.
    command: String,
}

/// What is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Giving {
    /// One that was not given before.
    New,
    /// Those that were given before.
    Again,
    /// Nothing: all were given.
    Nothing,
    /// Nothing: every step is finished.
    Finished,
    /// Nothing: every step was finished, before the sources changed.
    Outdated,
}

#[derive(Serialize)]
struct Hint {
    /// From 1 on.
    number: usize,
    text: String,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let store = subject::open_store(&kit, "");
    let lab = match &arguments.lab {
        Some(typed) => name::find_lab(typed)?,
        None => name::find_next(&kit, "hint")?,
    };
    let mut told = Told {
        schema: "roundtrip/hint/v1",
        number: lab.number,
        lab: lab.name,
        step: None,
        given: Giving::Finished,
        hints: Vec::new(),
        of: 0,
        command: format!("cargo lab hint {}", lab.name),
    };
    let step = match &arguments.step {
        Some(name) => {
            let step = find_step(&lab, name)?;
            let words = ["cargo", "lab", "hint", lab.name, "--step", step];
            told.command = shell_words::join(words);
            Some(step)
        }
        None => {
            let progress = map::read(&store, &lab);
            if progress.next().is_none() && map::is_outdated(&kit, &lab, &progress) {
                told.given = Giving::Outdated;
            }
            progress.next().map(|step| step.name)
        }
    };
    let Some(step) = step else {
        match told.given {
            Giving::Outdated => told.command = format!("cargo lab check {}", lab.name),
            _ => told.command.push_str(" --step 1"),
        }
        arguments.form.tell(&told, show)?;
        return Ok(Outcome::Passed);
    };
    let hints = find_hints(&kit, &lab, step)?;
    let (mut given, notice) = Given::read(&store);
    if let Some(notice) = notice {
        screen::eprintln!("note: {notice}. The hints begin with the first again");
    }
    told.step = Some(step);
    told.of = hints.len();
    // The file may have had more hints when they were given.
    let count = given.count(lab.name, step).min(hints.len());
    let (giving, places) = match arguments.again {
        true => (Giving::Again, 0..count),
        false if count < hints.len() => (Giving::New, count..count + 1),
        false => (Giving::Nothing, 0..0),
    };
    told.given = giving;
    let numbered = hints
        .into_iter()
        .zip(1..)
        .map(|(text, number)| Hint { number, text });
    told.hints = numbered.skip(places.start).take(places.len()).collect();
    arguments.form.tell(&told, show)?;
    if giving == Giving::New
        && let Err(error) = given.remember(&store, lab.name, step, count + 1)
    {
        screen::eprintln!("note: the same hint will come again: {error:#}");
    }
    Ok(Outcome::Passed)
}

/// A step by its name or number.
fn find_step(lab: &Lab, name: &str) -> Result<&'static str> {
    let mut steps = lab.steps.iter().enumerate();
    let found = steps.find(|(place, step)| {
        step.eq_ignore_ascii_case(name.trim()) || (place + 1).to_string() == name
    });
    let (_, step) = found.with_context(|| {
        format!(
            "lab {} has no step `{name}`; its steps are 1 to {}: {}",
            lab.name,
            lab.steps.len(),
            lab.steps.join(", ")
        )
    })?;
    Ok(step)
}

/// The hints that the lab's `hints.md` has for a step: at least one.
fn find_hints(kit: &Kit, lab: &Lab, step: &str) -> Result<Vec<String>> {
    let path = kit.exercise(lab).join("hints.md");
    let all = hints::read(&path)?;
    let found = all.into_iter().find(|one| one.step == step);
    match found {
        Some(StepHints { hints, .. }) if !hints.is_empty() => Ok(hints),
        _ => bail!(
            "{} has no hints for the step: no `1.` below a heading `## {step}`. \
             A copy of the kit has them",
            path.display()
        ),
    }
}

fn show(page: &mut Page, told: &Told) {
    let Some(step) = told.step else {
        let words = match told.given {
            Giving::Outdated => format!(
                "Every step of lab {} was finished, and it has changed since. Judge it first:",
                told.lab
            ),
            _ => format!(
                "Every step of lab {} is finished. Its hints are still there:",
                told.lab
            ),
        };
        return page.lead(&words, &told.command);
    };
    page.line(format!(
        "{BOLD}lab {} · {} · {step}{BOLD:#}\n",
        told.number, told.lab
    ));
    for hint in &told.hints {
        page.line(format!("  hint {} of {}", hint.number, told.of));
        page.paragraph(2, PLAIN, &hint.text);
        page.blank();
    }
    let check = format!("cargo lab check {}", told.lab);
    let last = told.hints.last().map_or(0, |hint| hint.number);
    match told.given {
        Giving::New if last == told.of => page.lead("that was the last one. Try it:", &check),
        Giving::New => page.lead("try it, then:", &told.command),
        Giving::Again if last == 0 => page.lead("none was given yet; the first:", &told.command),
        Giving::Again if last == told.of => page.line("these are all"),
        Giving::Again => page.lead("one more:", &told.command),
        Giving::Nothing | Giving::Finished | Giving::Outdated => {
            page.paragraph(
                2,
                PLAIN,
                &format!("All {} hints for this step were given.", told.of),
            );
            page.blank();
            page.lead("read them again: ", &format!("{} --again", told.command));
            page.lead("see what is left:", &check);
            page.paragraph(
                0,
                PLAIN,
                "Still stuck? Ask a person, and show them that report.",
            );
        }
    }
}
