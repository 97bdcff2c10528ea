//! `cargo lab explain`: what a check promises, why, and how it is put to the test.

use std::fs;

use anstyle::Style;
use anyhow::{Result, anyhow};
use clap::Args;
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use harness::talk::{Talk, escape, text};
use harness::{SEED, lecture, property, seed};
use serde::Serialize;

use crate::answer::Form;
use crate::name;

mod legend;

const BOLD: Style = Style::new().bold();
const PLAIN: Style = Style::new();

/// The columns before what a section holds.
const INDENT: usize = 4;

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab explain echo/half-close   a check of a lab
  cargo lab explain lost-update       that only one lab has
  cargo lab explain echo/cut-utf8 --json")]
pub struct Arguments {
    /// LAB/CHECK, or the name of a check that only one lab has
    #[arg(value_name = "LAB/CHECK")]
    check: String,
    #[command(flatten)]
    form: Form,
}

/// All that is told of a check.
#[derive(Serialize)]
struct Explanation {
    /// `roundtrip/explain/v1`.
    schema: &'static str,
    lab: &'static str,
    check: &'static str,
    step: &'static str,
    role: &'static str,
    points: u32,
    promise: &'static str,
    why: &'static str,
    needs: &'static [&'static str],
    proof: Explained,
    /// How to read the conversations; none where there are none.
    reading: Vec<legend::Meaning>,
    lecture: Vec<String>,
    next: [String; 2],
}

/// How a check is put to the test, for readers.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Explained {
    Talks { talks: Vec<String> },
    Property { cases: u32, example: String },
    Schedules { schedules: u32 },
    Scene { told: &'static str },
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let (lab, check) = name::find_check(&arguments.check, "explain")?;
    let explanation = explain(&Kit::find()?, &lab, &check)?;
    arguments.form.tell(&explanation, show)?;
    Ok(Outcome::Passed)
}

fn explain(kit: &Kit, lab: &Lab, check: &Check) -> Result<Explanation> {
    let seed = seed::derive(SEED, lab.name, check.name);
    let mut read: Vec<Talk> = Vec::new();
    let proof = match check.proof {
        Proof::Talks(sources) => {
            let talks = sources.iter().map(|source| text::parse(source, seed));
            read = talks.collect::<Result<_, _>>()?;
            Explained::Talks {
                talks: read.iter().map(Talk::to_string).collect(),
            }
        }
        Proof::Property { cases, strategy } => {
            let talk: Talk = property::draw(&strategy(), seed)
                .map_err(|_| anyhow!("no conversation of {} can be drawn", check.name))?;
            let example = talk.to_string();
            read.push(talk);
            Explained::Property { cases, example }
        }
        Proof::Schedules(schedules) => Explained::Schedules { schedules },
        Proof::Scene { told, .. } => Explained::Scene { told },
    };
    // An exercise without a README is none that can be explained less.
    let readme = fs::read_to_string(kit.exercise(lab).join("README.md")).unwrap_or_default();
    Ok(Explanation {
        schema: "roundtrip/explain/v1",
        lab: lab.name,
        check: check.name,
        step: check.step,
        role: check.role.word(),
        points: check.points,
        promise: check.promise,
        why: check.why,
        needs: check.needs,
        proof,
        reading: legend::tell(&read, check.role),
        lecture: lecture::slides(&readme, check.step),
        next: [
            format!("cargo lab check {} --check {}", lab.name, check.name),
            shell_words::join(["cargo", "lab", "hint", lab.name, "--step", check.step]),
        ],
    })
}

fn show(page: &mut Page, told: &Explanation) {
    let points = match told.points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    };
    page.line(format!(
        "{BOLD}{}/{}{BOLD:#} · {points}",
        told.lab, told.check
    ));
    page.paragraph(INDENT, PLAIN, told.promise);
    let place = format!(
        "Step \"{}\" of lab {}; it judges the {}.",
        told.step, told.lab, told.role
    );
    page.paragraph(INDENT, PLAIN, &place);
    if !told.needs.is_empty() {
        section(page, "what it needs first");
        page.paragraph(INDENT, PLAIN, &told.needs.join(", "));
    }
    section(page, "why it matters");
    page.paragraph(INDENT, PLAIN, told.why);
    section(page, "how it is put to the test");
    show_proof(page, &told.proof);
    show_reading(page, &told.reading);
    if !told.lecture.is_empty() {
        section(page, "where the lecture speaks of it");
        for title in &told.lecture {
            page.paragraph(INDENT, PLAIN, title);
        }
    }
    section(page, "next");
    for command in &told.next {
        page.command(INDENT, PLAIN, command);
    }
}

fn show_proof(page: &mut Page, proof: &Explained) {
    let words = match proof {
        Explained::Talks { talks } if talks.len() == 1 => "By this conversation:".to_owned(),
        Explained::Talks { .. } => {
            "By these conversations, each with a program of its own:".to_owned()
        }
        Explained::Property { cases, .. } => format!(
            "By {cases} conversations that are drawn at random, the same ones each time; the \
             smallest that fails is told. One of them:"
        ),
        Explained::Schedules { schedules } => format!(
            "A simulated machine runs the whole server and decides which of its threads goes on \
             next, in {schedules} orders of each of a few scenarios."
        ),
        Explained::Scene { told } => (*told).to_owned(),
    };
    page.paragraph(INDENT, PLAIN, &words);
    let talks = match proof {
        Explained::Talks { talks } => talks.as_slice(),
        Explained::Property { example, .. } => std::slice::from_ref(example),
        Explained::Schedules { .. } | Explained::Scene { .. } => &[],
    };
    for talk in talks {
        page.blank();
        show_talk(page, talk);
    }
}

fn show_reading(page: &mut Page, meanings: &[legend::Meaning]) {
    let widest = meanings.iter().map(|one| escape::width(&one.word)).max();
    let Some(widest) = widest else { return };
    section(page, "how to read it");
    for one in meanings {
        let begin = format!("{:INDENT$}{:widest$}  ", "", one.word);
        page.item(&begin, begin.len(), &one.meaning);
    }
}

/// A talk's lines, each cut where the page ends.
fn show_talk(page: &mut Page, talk: &str) {
    let room = page.width() - INDENT;
    for line in talk.lines() {
        page.indented(INDENT, PLAIN, &escape::cut(line, room));
    }
}

fn section(page: &mut Page, title: &str) {
    page.blank();
    page.line(format!("  {BOLD}{title}{BOLD:#}"));
}
