//! `cargo lab list`: the labs, their steps and their checks.

use anstyle::Style;
use anyhow::Result;
use clap::Args;
use harness::lab::Lab;
use harness::report::Outcome;
use harness::report::terminal::Page;
use serde::Serialize;

use crate::answer::Form;
use crate::name;

const BOLD: Style = Style::new().bold();
const PLAIN: Style = Style::new();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab list         the labs, and their checks by name
  cargo lab list echo    what each check of it promises")]
pub struct Arguments {
    /// Only this lab, with what each check promises
    lab: Option<String>,
    #[command(flatten)]
    form: Form,
}

/// What there is to do.
#[derive(Serialize)]
struct List {
    /// `roundtrip/list/v1`.
    schema: &'static str,
    labs: Vec<Listed>,
}

/// A lab and its steps.
#[derive(Serialize)]
struct Listed {
    number: u32,
    lab: &'static str,
    title: &'static str,
    /// Where it is in the kit.
    folder: String,
    max_score: u32,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    name: &'static str,
    max_points: u32,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    max_points: u32,
    /// What it promises.
    promise: &'static str,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let (labs, show): (_, fn(&mut Page, &List)) = match &arguments.lab {
        Some(name) => (vec![name::find_lab(name)?], show_promises),
        None => (harness::labs::all(), show_names),
    };
    let list = List {
        schema: "roundtrip/list/v1",
        labs: labs.iter().map(list).collect(),
    };
    arguments.form.tell(&list, show)?;
    Ok(Outcome::Passed)
}

fn list(lab: &Lab) -> Listed {
    let steps = lab.steps.iter().map(|step| {
        let of_step = lab.checks.iter().filter(|check| check.step == *step);
        let checks: Vec<Check> = of_step
            .map(|check| Check {
                name: check.name,
                max_points: check.points,
                promise: check.promise,
            })
            .collect();
        Step {
            name: step,
            max_points: checks.iter().map(|check| check.max_points).sum(),
            checks,
        }
    });
    Listed {
        number: lab.number,
        lab: lab.name,
        title: lab.title,
        folder: format!("exercises/{}", lab.folder()),
        max_score: lab.points(),
        steps: steps.collect(),
    }
}

fn show_title(page: &mut Page, lab: &Listed) {
    let title = format!("lab {} · {} · {}", lab.number, lab.lab, lab.title);
    page.paragraph(0, BOLD, &title);
}

/// The margin of a step's name.
const POINTS: usize = "  100 points  ".len();

fn show_names(page: &mut Page, list: &List) {
    for lab in &list.labs {
        show_title(page, lab);
        page.line(format!("  in {}", lab.folder));
        for step in &lab.steps {
            let names: Vec<&str> = step.checks.iter().map(|check| check.name).collect();
            page.item(
                &format!("  {:>3} points  ", step.max_points),
                POINTS + 2,
                &format!("{}: {}", step.name, names.join(", ")),
            );
        }
        page.blank();
    }
    if let Some(lab) = list.labs.first() {
        page.lead(
            "judge your work:    ",
            &format!("cargo lab check {}", lab.lab),
        );
        page.lead(
            "see what is checked:",
            &format!("cargo lab list {}", lab.lab),
        );
    }
}

fn show_promises(page: &mut Page, list: &List) {
    for lab in &list.labs {
        show_title(page, lab);
        for step in &lab.steps {
            page.blank();
            page.line(format!("{BOLD}{}{BOLD:#}", step.name));
            for check in &step.checks {
                let points = match check.max_points {
                    1 => "1 point".to_owned(),
                    points => format!("{points} points"),
                };
                page.line(format!("  {BOLD}{}{BOLD:#} · {points}", check.name));
                page.paragraph(4, PLAIN, check.promise);
            }
        }
    }
}
