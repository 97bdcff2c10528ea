//! `cargo lab explain`: what a check promises, why, and how it is put to the test.

use std::fs;

use anstyle::Style;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::report::Outcome;
use harness::source::Kit;
use harness::talk::{Talk, escape, text};
use harness::{SEED, lecture, property, seed};
use serde::Serialize;

use crate::screen::{self, columns};
use crate::subject;

const BOLD: Style = Style::new().bold();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab explain echo/half-close    a check of a lab
  cargo lab explain lost-update        one that a single lab has
  cargo lab explain echo/cut-utf8 --json")]
pub struct Arguments {
    /// LAB/CHECK, or the name of a check that only one lab has
    #[arg(value_name = "LAB/CHECK")]
    check: String,
    /// Print the same as one line of JSON
    #[arg(long)]
    json: bool,
}

/// All that is told of a check.
#[derive(Serialize)]
struct Explanation {
    lab: &'static str,
    check: &'static str,
    step: &'static str,
    role: &'static str,
    points: u32,
    promise: &'static str,
    why: &'static str,
    needs: &'static [&'static str],
    proof: Explained,
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
    Scene,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let (lab, check) = find(&arguments.check)?;
    let explanation = explain(&Kit::find()?, &lab, &check)?;
    if arguments.json {
        screen::println!("{}", serde_json::to_string(&explanation)?);
    } else {
        show(&explanation);
    }
    Ok(Outcome::Passed)
}

/// The check of this name.
fn find(what: &str) -> Result<(Lab, Check)> {
    if let Some((lab, name)) = what.split_once('/') {
        let lab = subject::find_lab(lab)?;
        let name = subject::must_have(&lab, name)?;
        let check = lab.check(name).cloned();
        return Ok((lab, check.ok_or_else(|| anyhow!("it was just there"))?));
    }
    let labs = harness::labs::all();
    let mut found: Vec<(Lab, Check)> = labs
        .iter()
        .filter_map(|lab| Some((lab.clone(), lab.check(what)?.clone())))
        .collect();
    if found.len() > 1 {
        let paths: Vec<String> = found
            .iter()
            .map(|(lab, check)| check.path(lab.name))
            .collect();
        bail!(
            "{} labs have a check `{what}`: {}. `cargo lab explain {}` explains the first",
            paths.len(),
            paths.join(", "),
            paths[0]
        );
    }
    if let Some(found) = found.pop() {
        return Ok(found);
    }
    let similar: Vec<String> = labs
        .iter()
        .flat_map(|lab| {
            let names = subject::similar_checks(lab, what);
            names
                .into_iter()
                .map(|name| format!("{}/{name}", lab.name))
                .collect::<Vec<_>>()
        })
        .collect();
    let hint = match similar.as_slice() {
        _ if what.is_empty() => String::new(),
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(", ")),
    };
    bail!("no lab has a check `{what}`{hint} (`cargo lab list LAB` shows the checks of a lab)")
}

fn explain(kit: &Kit, lab: &Lab, check: &Check) -> Result<Explanation> {
    let seed = seed::derive(SEED, lab.name, check.name);
    let proof = match check.proof {
        Proof::Talks(sources) => {
            let talks = sources.iter().map(|source| text::parse(source, seed));
            let talks = talks.map(|talk| Ok(talk?.to_string()));
            Explained::Talks {
                talks: talks.collect::<Result<_>>()?,
            }
        }
        Proof::Property { cases, strategy } => {
            let talk: Talk = property::draw(&strategy(), seed)
                .map_err(|_| anyhow!("no conversation of {} can be drawn", check.name))?;
            Explained::Property {
                cases,
                example: talk.to_string(),
            }
        }
        Proof::Schedules(schedules) => Explained::Schedules { schedules },
        Proof::Scene(_) => Explained::Scene,
    };
    // An exercise without a README is none that can be explained less.
    let readme = fs::read_to_string(kit.exercise(lab).join("README.md")).unwrap_or_default();
    Ok(Explanation {
        lab: lab.name,
        check: check.name,
        step: check.step,
        role: check.role.word(),
        points: check.points,
        promise: check.promise,
        why: check.why,
        needs: check.needs,
        proof,
        lecture: lecture::slides(&readme),
        next: [
            format!("cargo lab check {} --check {}", lab.name, check.name),
            shell_words::join(["cargo", "lab", "hint", lab.name, "--step", check.step]),
        ],
    })
}

fn show(told: &Explanation) {
    let points = match told.points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    };
    screen::println!("{BOLD}{}/{}{BOLD:#} · {points}", told.lab, told.check);
    paragraph(told.promise);
    paragraph(&format!(
        "Step \"{}\" of lab {}; it judges the {}.",
        told.step, told.lab, told.role
    ));
    if !told.needs.is_empty() {
        section("what it needs first");
        paragraph(&told.needs.join(", "));
    }
    section("why it matters");
    paragraph(told.why);
    section("how it is put to the test");
    show_proof(&told.proof);
    if !told.lecture.is_empty() {
        section("where the lecture speaks of this lab");
        told.lecture.iter().for_each(|title| paragraph(title));
    }
    section("next");
    for command in &told.next {
        screen::println!("    {command}");
    }
}

fn show_proof(proof: &Explained) {
    match proof {
        Explained::Talks { talks } => {
            paragraph(match talks.len() {
                1 => "By this conversation:",
                _ => "By these conversations, each with a program of its own:",
            });
            for talk in talks {
                screen::println!();
                show_talk(talk);
            }
        }
        Explained::Property { cases, example } => {
            paragraph(&format!(
                "By {cases} conversations that are drawn at random, the same ones each time; the \
                 smallest that fails is told. One of them:"
            ));
            screen::println!();
            show_talk(example);
        }
        Explained::Schedules { schedules } => paragraph(&format!(
            "A simulated machine runs the whole server and decides which of its threads goes on \
             next, in {schedules} orders of each of a few scenarios."
        )),
        Explained::Scene => paragraph(
            "The program is started and watched from outside: what it prints and sends, where its \
             threads stand, and how it ends.",
        ),
    }
}

/// A talk's lines, each cut where the screen ends.
fn show_talk(talk: &str) {
    let room = columns() - 4;
    for line in talk.lines() {
        screen::println!("    {}", escape::cut(line, room));
    }
}

fn section(title: &str) {
    screen::println!("\n  {BOLD}{title}{BOLD:#}");
}

fn paragraph(words: &str) {
    let options = textwrap::Options::new(columns())
        .initial_indent("    ")
        .subsequent_indent("    ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(words, options) {
        screen::println!("{line}");
    }
}
