//! `cargo lab replay`: plays a saved talk with the program, and tells it as it happens.

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anstyle::Style;
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::by_hand::{self, ByHand, Netcat, Setting};
use harness::check::Check;
use harness::explorer::{self, outcome::Failure};
use harness::finding::{Finding, Trouble};
use harness::lab::Lab;
use harness::program::Role;
use harness::report::Outcome;
use harness::report::json::{self, ToldFinding};
use harness::report::terminal::{self, Live, Page};
use harness::scene::Scene;
use harness::source::Kit;
use harness::store;
use harness::talk::Talk;
use serde::Serialize;

use crate::answer::Form;
use crate::screen::{self, width};
use crate::subject::{self, Choice};

mod saved;

use saved::{Saved, What};

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab replay                the report's first failure
  cargo lab replay echo           the first one of a lab
  cargo lab replay echo/one-line  the failure of a check
  cargo lab replay --slow         so that one can follow
  cargo lab replay --by-hand      what to type to see it")]
pub struct Arguments {
    /// A file with a talk, or LAB/CHECK, CHECK or LAB for a saved failure; without it, the first one
    /// of the last report
    #[arg(value_name = "FILE | LAB/CHECK")]
    what: Option<String>,
    /// Tell it at the pace of a reader
    #[arg(long, conflicts_with_all = ["by_hand", "json"])]
    slow: bool,
    /// Do not play it: print what to type into terminals to have the same conversation
    #[arg(long)]
    by_hand: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    form: Form,
}

/// What was played again.
#[derive(Serialize)]
struct Replayed {
    /// `roundtrip/replay/v1`.
    schema: &'static str,
    lab: &'static str,
    check: &'static str,
    /// `passed` or `failed`; `null` where it was not played.
    verdict: Option<&'static str>,
    /// The conversations; none where it was a schedule.
    talks: Vec<Played>,
    finding: Option<ToldFinding>,
}

/// A conversation.
#[derive(Serialize)]
struct Played {
    /// What is said, as text.
    talk: String,
    /// What happened, drawn in lines of text; none where it was not played.
    conversation: Vec<String>,
    /// What to type to have the same conversation, where that was asked for.
    by_hand: Option<ByHand>,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let arguments_of = arguments.choice.arguments();
    // Another's failures first, then the student's own: to see the reference do it right.
    let stores = [&arguments_of, ""].map(|arguments| subject::open_store(&kit, arguments));
    let Saved { lab, check, what } =
        saved::find(&stores, arguments.what.as_deref(), &arguments_of)?;
    let path = check.path(lab.name);
    let talks = match what {
        What::Schedule(_) if arguments.by_hand => bail!(
            "{path} fails by the order of the server's threads, which nobody can type: `cargo lab \
             replay {path}` shows it"
        ),
        What::Schedule(saved) => {
            return replay_schedule(arguments, &kit, &lab, &check, &saved);
        }
        What::Talks(talks) if arguments.by_hand => {
            return tell_by_hand(arguments, &lab, &check, &talks);
        }
        What::Talks(talks) => talks,
    };
    let Some(subject) = arguments.choice.build(&kit, &lab)? else {
        return Ok(Outcome::Broken);
    };
    let Some(command) = subject.command(check.role) else {
        bail!(
            "{path} is about the {}; give one with --{}",
            check.role.word(),
            check.role.word()
        );
    };
    let telling = match (arguments.form.is_json(), arguments.slow) {
        (true, _) => Telling::Later,
        (false, true) => Telling::AsItHappens(SLOW),
        (false, false) => Telling::AsItHappens(Duration::ZERO),
    };
    let scene = Scene::new(&lab, &check, command, 0, &subject.arguments);
    let mut replayed = replayed(&lab, &check, Some("passed"));
    for talk in talks {
        let (played, finding) = play(&scene, &talk, check.role, telling)?;
        replayed.talks.push(played);
        if let Some(mut finding) = finding {
            if !arguments.form.is_json() {
                // The conversation was shown already.
                finding.transcript = None;
                screen::println!();
            }
            return fail(arguments.form, replayed, &check, &finding);
        }
    }
    arguments
        .form
        .tell(&replayed, |page, _| page.line("\nEvery step came true."))?;
    Ok(Outcome::Passed)
}

fn replayed(lab: &Lab, check: &Check, verdict: Option<&'static str>) -> Replayed {
    Replayed {
        schema: "roundtrip/replay/v1",
        lab: lab.name,
        check: check.name,
        verdict,
        talks: Vec::new(),
        finding: None,
    }
}

/// Tells that it fails again.
fn fail(form: Form, replayed: Replayed, check: &Check, finding: &Finding) -> Result<Outcome> {
    let told = Replayed {
        verdict: Some("failed"),
        finding: Some(json::tell_finding(finding)),
        ..replayed
    };
    form.tell_or(&told, || terminal::print_finding(check, finding, width()))?;
    Ok(Outcome::Failed)
}

/// When a conversation is told.
#[derive(Clone, Copy)]
enum Telling {
    /// While it is played, with so long a pause before each event.
    AsItHappens(Duration),
    /// When it is over.
    Later,
}

/// Between two events, for who reads along.
const SLOW: Duration = Duration::from_millis(700);

/// Plays a talk; the finding is why it did not come true.
fn play(
    scene: &Scene<'_>,
    talk: &Talk,
    role: Role,
    telling: Telling,
) -> Result<(Played, Option<Box<Finding>>)> {
    let mut drawn = String::new();
    let mut tell = |lines: &str| {
        drawn.push_str(lines);
        if let Telling::AsItHappens(pace) = telling {
            thread::sleep(pace);
            screen::print!("{lines}");
        }
    };
    if let Telling::AsItHappens(_) = telling {
        screen::print!("{}", terminal::print_about(talk, width()));
    }
    let mut live = Live::new(talk, role, width());
    let (send, events) = mpsc::channel::<String>();
    // Beside the play, whose times are the program's and not the reader's.
    let (outcome, told) = thread::scope(|scope| {
        let tell = &mut tell;
        let reader = scope.spawn(move || events.iter().for_each(|lines| tell(&lines)));
        let outcome = scene.perform_live(talk, &mut |event| {
            // The reader goes on until this end is dropped.
            let _ = send.send(live.draw(event));
        });
        drop(send);
        (outcome, reader.join())
    });
    told.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let finding = match outcome {
        Ok(()) => None,
        Err(Trouble::Found(finding)) => Some(finding),
        Err(Trouble::Harness(reason) | Trouble::Unexplored(reason)) => {
            bail!("the talk could not be played: {reason}")
        }
    };
    let mark = finding.as_ref().and_then(|finding| finding.mark.as_ref());
    tell(&live.end(mark));
    let drawn = anstream::adapter::strip_str(&drawn).to_string();
    let played = Played {
        talk: talk.to_string(),
        conversation: drawn.lines().map(str::to_owned).collect(),
        by_hand: None,
    };
    Ok((played, finding))
}

fn replay_schedule(
    arguments: &Arguments,
    kit: &Kit,
    lab: &Lab,
    check: &Check,
    saved: &Path,
) -> Result<Outcome> {
    let contents = store::read_file(saved).with_context(|| saved::useless(saved, lab))?;
    // Known before anything is built.
    serde_json::from_slice::<Failure>(&contents).with_context(|| saved::useless(saved, lab))?;
    let Some(subject) = arguments.choice.build(kit, lab)? else {
        return Ok(Outcome::Broken);
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
    let replayed = replayed(lab, check, Some("passed"));
    for scenario in &outcome.scenarios {
        if let Some(failure) = &scenario.failure {
            let finding = explorer::story::tell(&scene, scenario, failure);
            return fail(arguments.form, replayed, check, &finding);
        }
    }
    arguments.form.tell(&replayed, |page, _| {
        page.line("The schedule that failed does not fail any more.");
    })?;
    Ok(Outcome::Passed)
}

fn tell_by_hand(
    arguments: &Arguments,
    lab: &Lab,
    check: &Check,
    talks: &[Talk],
) -> Result<Outcome> {
    let start = arguments.choice.start(lab, check.role, by_hand::ADDRESS);
    let setting = Setting {
        role: check.role,
        start: &start,
        netcat: Netcat::find(),
    };
    let mut told = replayed(lab, check, None);
    let played = talks.iter().map(|talk| Played {
        talk: talk.to_string(),
        conversation: Vec::new(),
        by_hand: Some(by_hand::tell(
            talk,
            setting,
            saved::find_fault(talk).as_ref(),
        )),
    });
    told.talks = played.collect();
    arguments.form.tell(&told, |page, told| {
        for (talk, played) in talks.iter().zip(&told.talks) {
            let about = terminal::print_about(talk, page.width());
            if let Some(about) = about.strip_suffix('\n') {
                page.line(about);
            }
            if let Some(told) = &played.by_hand {
                show_by_hand(page, told);
            }
        }
    })?;
    Ok(Outcome::Passed)
}

fn show_by_hand(page: &mut Page, told: &ByHand) {
    page.paragraph(
        0,
        PLAIN,
        "By hand, each numbered terminal a window of its own, in the kit's folder:",
    );
    page.blank();
    for (number, one) in (1..).zip(&told.moves) {
        let begin = format!("  {number:>2}. terminal {}: ", one.terminal);
        page.item(&begin, STEP, &one.what);
        if let Some(command) = &one.command {
            show_command(page, command);
        }
        if let Some(told) = &one.went_wrong {
            page.item(
                &format!("{:STEP$}✗ ", ""),
                STEP + 2,
                &format!("here it went wrong: {told}"),
            );
        }
    }
    let end = "Ctrl-C in each terminal ends what still runs there.";
    for remark in told.remarks.iter().map(String::as_str).chain([end]) {
        page.blank();
        page.paragraph(0, PLAIN, remark);
    }
}

/// A command that is there to be copied: what has more than words in it stays in one line, however
/// long.
fn show_command(page: &mut Page, command: &str) {
    let is_of_words = shell_words::split(command)
        .is_ok_and(|words| words.join(" ") == command && shell_words::join(&words) == command);
    match is_of_words {
        true => page.command(STEP + 4, PLAIN, command),
        false => page.line(format!("{:STEP$}    {command}", "")),
    }
}

const PLAIN: Style = Style::new();

/// The columns before what belongs to a step.
const STEP: usize = 6;
