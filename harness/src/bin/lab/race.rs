//! `cargo lab race`: explores the schedules of a lab's server, for longer than a check does.

use anstyle::Style;
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::check::{Check, Proof};
use harness::explorer;
use harness::finding::Trouble;
use harness::report::json::{self, ToldFinding};
use harness::report::{Outcome, terminal};
use harness::scene::Scene;
use harness::seed;
use harness::source::Kit;
use serde::Serialize;

use crate::answer::Form;
use crate::screen::{self, width};
use crate::subject::{self, Choice};
use crate::{bar, name};

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab race lock-counter
  cargo lab race lock-counter --schedules 100000 --seed 7")]
pub struct Arguments {
    /// The lab's name or number
    lab: String,
    #[command(flatten)]
    choice: Choice,
    /// So many schedules of each scenario
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    schedules: u32,
    /// Draw the schedules from this seed
    #[arg(long, default_value_t = harness::SEED)]
    seed: u64,
    #[command(flatten)]
    form: Form,
}

/// What came of a race.
#[derive(Serialize)]
struct Raced {
    /// `roundtrip/race/v1`.
    schema: &'static str,
    lab: &'static str,
    check: &'static str,
    /// `passed` or `failed`.
    verdict: &'static str,
    /// How many schedules of each scenario did not fail.
    schedules: u32,
    /// The most threads that there were in one of them.
    threads: usize,
    /// The schedule that failed; `null` where none did.
    finding: Option<ToldFinding>,
}

/// How many schedules are explored between two moves of the bar.
const ROUND: u32 = 2_000;

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let lab = name::find_lab(&arguments.lab)?;
    let is_explored = |check: &&Check| matches!(check.proof, Proof::Schedules(_));
    let Some(check) = lab.checks.iter().find(is_explored) else {
        bail!(
            "lab {} has nothing that threads share, so there is nothing to explore",
            lab.name
        );
    };
    let kit = Kit::find()?;
    let Some(subject) = arguments.choice.build(&kit, &lab)? else {
        return Ok(Outcome::Broken);
    };
    let command = subject
        .command(check.role)
        .context("there is no server to explore")?;
    let bar = bar::start(arguments.schedules.into(), "schedules");
    bar.set_message("; first the server is built for it");
    let mut raced = Raced {
        schema: "roundtrip/race/v1",
        lab: lab.name,
        check: check.name,
        verdict: "passed",
        schedules: 0,
        threads: 0,
        finding: None,
    };
    while raced.schedules < arguments.schedules {
        let round = ROUND.min(arguments.schedules - raced.schedules);
        let name = format!("{}/{}", check.name, raced.schedules);
        let seed = seed::derive(arguments.seed, lab.name, &name);
        let mut scene = Scene::new(&lab, check, command, seed, &subject.arguments);
        scene.sources = subject.sources.as_ref();
        let explored = explorer::explore(&scene, round)
            .and_then(|outcome| Ok((explorer::find(&scene, &outcome)?, outcome)));
        let (finding, outcome) = match explored {
            Ok(explored) => explored,
            Err(Trouble::Unexplored(reason)) => bail!("this cannot be explored: {reason}"),
            Err(Trouble::Harness(reason)) => bail!("{reason}"),
            Err(Trouble::Found(finding)) => bail!("{}", finding.headline),
        };
        if let Some(finding) = finding {
            bar.finish_and_clear();
            let raced = Raced {
                verdict: "failed",
                finding: Some(json::tell_finding(&finding)),
                ..raced
            };
            let page = || terminal::print_finding(check, &finding, width());
            arguments.form.tell_or(&raced, page)?;
            let store = subject::open_store(&kit, &subject.arguments);
            if let Err(error) = store.save_failure(&check.path(lab.name), seed, &finding) {
                screen::eprintln!(
                    "note: this schedule is not saved for `cargo lab replay`: {error:#}. \
                     Make room there, or the folder writable, and explore again"
                );
            }
            return Ok(Outcome::Failed);
        }
        let seen = outcome.scenarios.iter().map(|scenario| scenario.threads);
        raced.threads = seen.fold(raced.threads, usize::max);
        raced.schedules += round;
        bar.set_message("");
        bar.set_position(raced.schedules.into());
    }
    bar.finish_and_clear();
    arguments.form.tell(&raced, |page, raced| {
        let words = format!(
            "{} schedules of each scenario of lab {}, up to {} threads at a time: none failed",
            raced.schedules, raced.lab, raced.threads
        );
        page.paragraph(0, Style::new(), &words);
    })?;
    Ok(Outcome::Passed)
}
