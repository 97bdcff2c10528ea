//! `cargo lab measure`: a server's replies per second and waiting times, beside other servers'.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use harness::lab::{Lab, Load};
use harness::measure::{self, Contender, Measurement, Plan, Start};
use harness::program::Role;
use harness::report::Outcome;
use harness::report::measured;
use harness::source::{Built, Kit, Purpose, Source};
use harness::whole;

use crate::answer::{self, Form};
use crate::subject::{self, Choice};
use crate::{bar, name, screen};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The lab's name or number; without it, the lab that is next
    lab: Option<String>,
    #[command(flatten)]
    choice: Choice,
    /// So many clients at a time, point by point
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,2,4,8,16,32,64,128,256",
          value_parser = clap::value_parser!(u32).range(1..=400))]
    clients: Vec<u32>,
    /// Measure each point so often, and take the one in the middle
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Measure each point for so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    window: u64,
    /// A client waits so many milliseconds between a reply and its next request
    #[arg(long, value_name = "MS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=1000))]
    pause: u64,
    /// A client makes so many requests on a connection
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    session: u32,
    /// Write the plot and the values into this folder, and not into .lab/measure
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let lab = match &arguments.lab {
        Some(typed) => name::find_lab(typed)?,
        None => name::find_next(&kit, "measure")?,
    };
    let clients: BTreeSet<u32> = arguments.clients.iter().copied().collect();
    let plan = Plan {
        clients: clients.into_iter().collect(),
        rounds: arguments.rounds,
        window_ms: arguments.window,
        pause_ms: arguments.pause,
        session: arguments.session,
    };
    let Some(contenders) = gather(&arguments.choice, &kit, &lab)? else {
        return Ok(Outcome::Broken);
    };
    let points = plan.clients.len() * plan.rounds as usize * contenders.len();
    let bar = bar::start(points as u64, "points");
    let measured = measure::measure(lab.name, &plan, &contenders, |done| bar.set_position(done));
    bar.finish_and_clear();
    let measurement = measured.map_err(|trouble| {
        let again = shell_words::join(["cargo", "lab", "check", lab.name]);
        let again = format!("{again} {}", arguments.choice.arguments());
        anyhow!(
            "lab {} was not measured: {trouble}. What is wrong with a server is told by `{}`",
            lab.name,
            again.trim_end()
        )
    })?;
    let folder = match &arguments.to {
        Some(folder) => folder.clone(),
        None => subject::open_store(&kit, &arguments.choice.arguments()).measurements(),
    };
    let kept = keep(&folder, &measurement);
    arguments.form.tell(&measurement, |page, measurement| {
        measured::table(page, measurement);
        for (what, path) in kept.iter().flatten() {
            page.lead(what, &answer::from_here(path).display().to_string());
        }
    })?;
    match kept {
        // Where it was asked for, that is a failure; else what was measured has been told.
        Err(error) if arguments.to.is_some() => return Err(error),
        Err(error) => screen::eprintln!(
            "note: the plot is not saved: {error:#}. \
             Make room there, or the folder writable, or name another with --to"
        ),
        Ok(_) => {}
    }
    Ok(Outcome::Passed)
}

/// Who is measured: the subject, the reference, lab 1's server, and the bare loopback; `None` where
/// the subject does not compile.
fn gather(choice: &Choice, kit: &Kit, lab: &Lab) -> Result<Option<Vec<Contender>>> {
    if choice.is_wrong() {
        bail!(
            "a wrong program is built to be judged, and not to be quick: measure a copy by --dir"
        );
    }
    let Some(subject) = choice.build_for(Purpose::Speed, kit, lab)? else {
        return Ok(None);
    };
    let Some(command) = subject.server else {
        bail!("there is no server to measure: name one with --server");
    };
    let mut contenders = vec![Contender {
        name: if choice.is_solution() {
            "reference"
        } else {
            "yours"
        }
        .into(),
        load: lab.load,
        start: Start::Command(command),
    }];
    if !choice.is_solution() {
        contenders.extend(built(kit, lab, &Source::Solution, "reference")?);
    }
    let first = name::find_lab("echo")?;
    if lab.name != first.name {
        let sequential = match built(kit, &first, &Source::Solution, "sequential")? {
            Some(solution) => Some(solution),
            None => own_sequential(kit, &first),
        };
        contenders.extend(sequential);
    }
    contenders.push(Contender {
        name: "loopback".into(),
        load: Load::ECHO,
        start: Start::Loopback,
    });
    Ok(Some(contenders))
}

/// The student's own server of lab 1, where there is one that answers.
fn own_sequential(kit: &Kit, first: &Lab) -> Option<Contender> {
    let own = built(kit, first, &Source::Exercise, "sequential")
        .and_then(|own| own.context("it has no server that compiles"));
    match own {
        Ok(own) => Some(own).filter(|own| own.try_out().is_ok()),
        Err(error) => {
            screen::eprintln!(
                "note: lab {} is not measured beside it: {error:#}",
                first.name
            );
            None
        }
    }
}

/// The server of a lab as this contender, where the kit has one. A student's kit has no solutions.
fn built(kit: &Kit, lab: &Lab, source: &Source, name: &str) -> Result<Option<Contender>> {
    let is_there = match source {
        Source::Solution => kit.solution(lab).join("Cargo.toml").is_file(),
        _ => true,
    };
    if !is_there {
        return Ok(None);
    }
    let Built::Subject(subject) = kit.build_for(Purpose::Speed, lab, source)? else {
        return Ok(None);
    };
    Ok(subject.command(Role::Server).map(|command| Contender {
        name: name.into(),
        load: lab.load,
        start: Start::Command(command.clone()),
    }))
}

/// Keeps the measurement, its plot and its values: where the last two are.
fn keep(folder: &Path, measurement: &Measurement) -> Result<[(&'static str, PathBuf); 2]> {
    let save = |extension: &str, text: &str| {
        let path = folder.join(format!("{}.{extension}", measurement.lab));
        whole::write(&path, text.as_bytes())?;
        anyhow::Ok(path)
    };
    save("json", &serde_json::to_string(measurement)?)?;
    Ok([
        ("plot:", save("svg", &measured::plot(measurement))?),
        ("values:", save("csv", &measured::csv(measurement))?),
    ])
}

const EXAMPLES: &str = "Examples:
  cargo lab measure threaded-echo
  cargo lab measure echo --clients 1 --pause 0
  cargo lab measure echo --server 'python3 server.py {addr}'

Beside yours: `reference`, where the kit has solutions;
`sequential`, the server of lab 1, which serves one client
after another; and `loopback`, two threads that do nothing
but ask and send back.";
