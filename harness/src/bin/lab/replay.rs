//! `cargo lab replay`: plays a saved talk with the program, and tells it as it happens.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use harness::by_hand;
use harness::check::{Check, Proof};
use harness::explorer::{self, outcome::Failure};
use harness::finding::Trouble;
use harness::lab::Lab;
use harness::report::Outcome;
use harness::report::terminal::{self, Live};
use harness::scene::Scene;
use harness::source::Kit;
use harness::store::{self, Store};
use harness::talk::{Talk, text};

use crate::screen::{self, width};
use crate::subject::{self, Choice};

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab replay                      the last failure
  cargo lab replay echo/one-line        the failure of this check
  cargo lab replay --slow               so that one can follow
  cargo lab replay --by-hand            what to type to see it yourself")]
pub struct Arguments {
    /// A file with a talk, or LAB/CHECK for its saved failure; the last failure without it
    #[arg(value_name = "FILE | LAB/CHECK")]
    what: Option<String>,
    /// Tell it at the pace of a reader
    #[arg(long, conflicts_with = "by_hand")]
    slow: bool,
    /// Do not play it: print what to type into terminals to have the same conversation
    #[arg(long)]
    by_hand: bool,
    #[command(flatten)]
    choice: Choice,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let arguments_of = arguments.choice.arguments();
    // Another's failures first, then the student's own: to see the reference do it right.
    let stores = [&arguments_of, ""].map(|arguments| subject::open_store(&kit, arguments));
    let what = match &arguments.what {
        Some(what) => what.clone(),
        None => stores[0].last_failure()?,
    };
    if let Some((lab, check, saved)) = find_schedule(&stores, &what)? {
        if arguments.by_hand {
            bail!(
                "{what} fails by the order of the server's threads, which nobody can type: \
                 `cargo lab replay {what}` shows it"
            );
        }
        return replay_schedule(arguments, &kit, &lab, &check, &saved);
    }
    let (lab, check, talks) = find(&stores, &what)?;
    if arguments.by_hand {
        let start = arguments.choice.start(&lab, check.role, by_hand::ADDRESS);
        for talk in talks {
            show(&terminal::print_about(&talk, width()));
            show(&by_hand::tell(&talk, check.role, &start));
        }
        return Ok(Outcome::Passed);
    }
    let pace = if arguments.slow { SLOW } else { Duration::ZERO };
    let Some(subject) = arguments.choice.build(&kit, &lab)? else {
        return Ok(Outcome::Failed);
    };
    let Some(command) = subject.command(check.role) else {
        bail!(
            "{what} is about the {}; give one with --{}",
            check.role.word(),
            check.role.word()
        );
    };
    for talk in talks {
        show(&terminal::print_about(&talk, width()));
        let scene = Scene::new(&lab, &check, command, 0, &subject.arguments);
        let mut live = Live::new(&talk, check.role, width());
        let (tell, told) = mpsc::channel::<String>();
        // Beside the play, whose times are the program's and not the reader's.
        let (outcome, shown) = thread::scope(|scope| {
            let reader = scope.spawn(move || {
                told.iter().for_each(|lines| {
                    thread::sleep(pace);
                    show(&lines);
                });
            });
            let outcome = scene.perform_live(&talk, &mut |event| {
                // The reader goes on until this end is dropped.
                let _ = tell.send(live.draw(event));
            });
            drop(tell);
            (outcome, reader.join())
        });
        shown.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        match outcome {
            Ok(()) => show(&live.end(None)),
            Err(Trouble::Found(mut finding)) => {
                // The conversation was shown already.
                finding.transcript = None;
                show(&live.end(finding.mark.as_ref()));
                show("\n");
                show(&terminal::print_finding(&check, &finding, width()));
                return Ok(Outcome::Failed);
            }
            Err(Trouble::Harness(reason) | Trouble::Unexplored(reason)) => {
                bail!("the talk could not be played: {reason}")
            }
        }
    }
    show("\nEvery step came true.\n");
    Ok(Outcome::Passed)
}

/// Between two events, for who reads along.
const SLOW: Duration = Duration::from_millis(700);

/// Prints some lines, so that they are seen at once even through a pipe.
fn show(lines: &str) {
    screen::print!("{lines}");
    screen::flush();
}

/// The saved schedule that `what` names, and the check that it belongs to.
fn find_schedule(stores: &[Store], what: &str) -> Result<Option<(Lab, Check, PathBuf)>> {
    let Some((lab, name)) = what.split_once('/') else {
        return Ok(None);
    };
    let Some(lab) = harness::labs::find(lab) else {
        return Ok(None);
    };
    let Some(check) = lab.check(name).cloned() else {
        return Ok(None);
    };
    let path = check.path(lab.name);
    let saved = stores.iter().map(|store| store.schedule(&path));
    Ok(saved
        .into_iter()
        .find(|file| file.is_file())
        .map(|file| (lab, check, file)))
}

fn replay_schedule(
    arguments: &Arguments,
    kit: &Kit,
    lab: &Lab,
    check: &Check,
    saved: &Path,
) -> Result<Outcome> {
    let contents = store::read_file(saved).with_context(|| useless(saved, lab))?;
    // Known before anything is built.
    serde_json::from_slice::<Failure>(&contents).with_context(|| useless(saved, lab))?;
    let Some(subject) = arguments.choice.build(kit, lab)? else {
        return Ok(Outcome::Failed);
    };
    let command = subject.command(check.role).context("there is no server")?;
    let mut scene = Scene::new(lab, check, command, 0, &subject.arguments);
    scene.sources = subject.sources.as_ref();
    let outcome = match explorer::replay(&scene, saved) {
        Ok(outcome) => outcome,
        Err(Trouble::Harness(reason) | Trouble::Unexplored(reason)) => {
            bail!("the schedule could not be played: {reason}")
        }
        Err(Trouble::Found(finding)) => bail!("{}", finding.headline),
    };
    for scenario in &outcome.scenarios {
        if let Some(failure) = &scenario.failure {
            let finding = explorer::story::tell(&scene, scenario, failure);
            show(&terminal::print_finding(check, &finding, width()));
            return Ok(Outcome::Failed);
        }
    }
    show("The schedule that failed does not fail any more.\n");
    Ok(Outcome::Passed)
}

/// What to do about a kept failure that cannot be read.
fn useless(saved: &Path, lab: &Lab) -> String {
    format!(
        "what was saved in {} is of no use, and `cargo lab check {}` saves it anew",
        saved.display(),
        lab.name
    )
}

/// The talks that `what` names, and the check that they belong to.
fn find(stores: &[Store], what: &str) -> Result<(Lab, Check, Vec<Talk>)> {
    let named = what.split_once('/').filter(|_| !Path::new(what).is_file());
    if let Some((lab, check)) = named
        && let Some(lab) = harness::labs::find(lab)
    {
        let name = subject::must_have(&lab, check)?;
        let check = lab.check(name).context("it was just there")?.clone();
        let path = check.path(lab.name);
        let saved = stores
            .iter()
            .map(|store| store.failure(&path))
            .find(|file| file.is_file());
        let talks = if let Some(saved) = saved {
            vec![read(&saved).with_context(|| useless(&saved, &lab))?]
        } else if let Proof::Talks(sources) = check.proof {
            sources
                .iter()
                .map(|source| Ok(text::parse(source, 0)?))
                .collect::<Result<_>>()?
        } else {
            bail!(
                "no failure of {what} is saved, and its conversations are drawn at random: \
                 `cargo lab check {} --check {name}` plays them",
                lab.name
            );
        };
        return Ok((lab, check, talks));
    }
    let talk = read(Path::new(what))?;
    let path = talk
        .about
        .iter()
        .find_map(|line| line.trim().strip_prefix("check:"))
        .map(str::trim)
        .with_context(|| {
            format!("{what} does not say which check it belongs to; its first line should be `# check: LAB/CHECK`")
        })?;
    let (lab, check) = path
        .split_once('/')
        .with_context(|| format!("`{path}` is not LAB/CHECK"))?;
    let lab = subject::find_lab(lab)?;
    let name = subject::must_have(&lab, check)?;
    let check = lab.check(name).context("it was just there")?.clone();
    Ok((lab, check, vec![talk]))
}

/// The longest file that is taken for a talk, in bytes.
const LONGEST: u64 = 16 << 20;

fn read(path: &Path) -> Result<Talk> {
    let about = || format!("{} cannot be read", path.display());
    let length = fs::metadata(path).with_context(about)?.len();
    if length > LONGEST {
        bail!("{} has {length} bytes: that is no talk", path.display());
    }
    let source = fs::read_to_string(path).with_context(about)?;
    text::parse(&source, 0).map_err(|error| anyhow::anyhow!("{}\n{error}", path.display()))
}
