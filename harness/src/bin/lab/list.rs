//! `cargo lab list`: the labs, their steps and their checks.

use std::io::{self, IsTerminal};

use anyhow::Result;
use clap::Args;
use harness::lab::Lab;
use harness::report::Outcome;

use crate::screen;
use crate::subject;

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab list         the labs, their steps and the names of their checks
  cargo lab list echo    what each check of this lab promises")]
pub struct Arguments {
    /// Only this lab, with what each check promises
    lab: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.lab {
        Some(name) => show_lab(&subject::find_lab(name)?),
        None => {
            let labs = harness::labs::all();
            labs.iter().for_each(show_steps);
            if let Some(lab) = labs.first() {
                screen::println!("Judge your work:     cargo lab check {}", lab.name);
                screen::println!("See what is checked: cargo lab list {}", lab.name);
            }
        }
    }
    Ok(Outcome::Passed)
}

fn show_steps(lab: &Lab) {
    screen::println!(
        "lab {} · {} · {}   (exercises/{})",
        lab.number,
        lab.name,
        lab.title,
        lab.folder()
    );
    for step in lab.steps {
        let checks: Vec<_> = lab
            .checks
            .iter()
            .filter(|check| check.step == *step)
            .collect();
        let points: u32 = checks.iter().map(|check| check.points).sum();
        let names: Vec<&str> = checks.iter().map(|check| check.name).collect();
        let line = format!("{points:>3} points  {step}: {}", names.join(", "));
        for line in textwrap::wrap(
            &line,
            textwrap::Options::new(screen::columns() - 2)
                .subsequent_indent("              ")
                .word_splitter(textwrap::WordSplitter::NoHyphenation),
        ) {
            screen::println!("  {line}");
        }
    }
    screen::println!();
}

fn show_lab(lab: &Lab) {
    screen::println!("lab {} · {} · {}", lab.number, lab.name, lab.title);
    for step in lab.steps {
        screen::println!("\n{step}");
        for check in lab.checks.iter().filter(|check| check.step == *step) {
            let begin = format!("  {:<26} {:>2}  ", check.name, check.points);
            screen::println!("{begin}{}", wrap(check.promise, begin.len()));
        }
    }
}

/// A promise, folded on a terminal alone: elsewhere it is a line, for programs to read.
fn wrap(promise: &str, indent: usize) -> String {
    if !io::stdout().is_terminal() {
        return promise.to_owned();
    }
    let room = screen::columns().saturating_sub(indent);
    textwrap::wrap(promise, room).join(&format!("\n{:indent$}", ""))
}
