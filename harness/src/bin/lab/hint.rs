//! `cargo lab hint`: one more hint for a step, from a question to the call that is needed.

use anstyle::Style;
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::hints::{self, Given, StepHints};
use harness::lab::Lab;
use harness::report::Outcome;
use harness::source::Kit;

use crate::screen;
use crate::{map, subject};

const BOLD: Style = Style::new().bold();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab hint echo                    one more for the step that is next
  cargo lab hint echo --step 'the loop'  for this step
  cargo lab hint echo --again            those that were given")]
pub struct Arguments {
    /// The lab's name or number
    lab: String,
    /// For this step, by its name or number; without it, for the first that is not finished
    #[arg(long)]
    step: Option<String>,
    /// Repeat the hints that were given, and give no new one
    #[arg(long)]
    again: bool,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let lab = subject::find_lab(&arguments.lab)?;
    let kit = Kit::find()?;
    let store = subject::open_store(&kit, "");
    let (step, command) = match &arguments.step {
        Some(name) => {
            let step = find_step(&lab, name)?;
            let words = ["cargo", "lab", "hint", lab.name, "--step", step];
            (step, shell_words::join(words))
        }
        None => match map::read(&store, &lab).next() {
            Some(step) => (step.name, format!("cargo lab hint {}", lab.name)),
            None => {
                screen::println!(
                    "Every step of lab {} is finished. Its hints are still there, by --step: {}",
                    lab.name,
                    lab.steps.join(", ")
                );
                return Ok(Outcome::Passed);
            }
        },
    };
    let hints = find_hints(&kit, &lab, step)?;
    let (mut given, notice) = Given::read(&store);
    if let Some(notice) = notice {
        screen::eprintln!("note: {notice}. The hints begin with the first again");
    }
    // The file may have had more hints when they were given.
    let count = given.count(lab.name, step).min(hints.len());
    let title = format!("lab {} · {} · {step}", lab.number, lab.name);
    screen::println!("{BOLD}{title}{BOLD:#}\n");
    if arguments.again {
        show_again(&hints[..count], hints.len(), &command);
    } else if let Some(hint) = hints.get(count) {
        show(hint, count + 1, hints.len());
        if count + 1 < hints.len() {
            screen::println!("try it, then: {BOLD}{command}{BOLD:#}");
        } else {
            screen::println!(
                "that was the last one. Try it: {BOLD}cargo lab check {}{BOLD:#}",
                lab.name
            );
        }
        if let Err(error) = given.remember(&store, lab.name, step, count + 1) {
            screen::eprintln!("note: the same hint will come again: {error:#}");
        }
    } else {
        show_end(&lab, hints.len(), &command);
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
            "lab {} has no step `{name}`; its steps are {}",
            lab.name,
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

fn show(hint: &str, number: usize, of: usize) {
    screen::println!("  hint {number} of {of}");
    let options = textwrap::Options::new(screen::columns())
        .initial_indent("  ")
        .subsequent_indent("  ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(hint, options) {
        screen::println!("{line}");
    }
    screen::println!();
}

fn show_again(given: &[String], of: usize, command: &str) {
    for (place, hint) in given.iter().enumerate() {
        show(hint, place + 1, of);
    }
    match given.len() {
        0 => screen::println!("none was given yet; the first: {BOLD}{command}{BOLD:#}"),
        all if all == of => screen::println!("these are all"),
        _ => screen::println!("one more: {BOLD}{command}{BOLD:#}"),
    }
}

fn show_end(lab: &Lab, of: usize, command: &str) {
    screen::println!("  All {of} hints for this step were given.\n");
    screen::println!("  Read them again:  {command} --again");
    screen::println!("  See what is left: cargo lab check {}", lab.name);
    screen::println!("  Still stuck? Ask a person, and show them that report.");
}
