//! `cargo lab audit`: the grader is graded.

use std::cell::RefCell;

use anyhow::{Result, bail};
use clap::Args;
use harness::audit::{Blessing, Plan, audit};
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use serde::Serialize;

use crate::answer::{self, Form};
use crate::name;

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab audit         all labs
  cargo lab audit echo --only deadlock")]
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
    #[command(flatten)]
    form: Form,
}

/// What was looked at, and what is not as it should be.
#[derive(Serialize)]
struct Audited {
    /// `roundtrip/audit/v1`.
    schema: &'static str,
    labs: Vec<&'static str>,
    /// A line for each thing that was looked at.
    seen: Vec<String>,
    /// All is well where there is none.
    problems: Vec<String>,
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
            .map(|name| name::find_lab(name))
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
    let mut audited = Audited {
        schema: "roundtrip/audit/v1",
        labs: labs.iter().map(|lab| lab.name).collect(),
        seen: Vec::new(),
        problems: Vec::new(),
    };
    for lab in &labs {
        let seen = RefCell::new(&mut audited.seen);
        let problems = audit(&kit, lab, &plan, &|line| {
            if !arguments.form.is_json() {
                // As soon as it was looked at; a problem is told whole in the end.
                let line = line.lines().next().unwrap_or_default();
                answer::show(|page| page.item("  ", 4, line));
            }
            seen.borrow_mut().push(line.to_owned());
        })?;
        audited.problems.extend(problems);
    }
    arguments.form.tell(&audited, show)?;
    Ok(match audited.problems.is_empty() {
        true => Outcome::Passed,
        false => Outcome::Failed,
    })
}

fn show(page: &mut Page, audited: &Audited) {
    if audited.problems.is_empty() {
        return page.line("audit: all is as it should be");
    }
    page.blank();
    for problem in &audited.problems {
        // It may end with a talk.
        for (place, line) in problem.lines().enumerate() {
            page.item(if place == 0 { "✗ " } else { "  " }, 2, line);
        }
    }
    page.line(format!("\naudit: {} problems", audited.problems.len()));
}
