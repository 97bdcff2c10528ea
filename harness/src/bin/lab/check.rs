//! `cargo lab check`: judges one subject by one lab.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;
use harness::SEED;
use harness::check::Proof;
use harness::lab::Lab;
use harness::report::terminal::{self, Detail, Page};
use harness::report::{Outcome, Report, json};
use harness::session::Session;
use harness::source::Kit;
use harness::store::Store;
use harness::verdict::Verdict;

use crate::answer::{self, Form};
use crate::screen::{self, width};
use crate::subject::{self, Choice};
use crate::{bar, name, watch};

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab check echo      your work in exercises/01-echo
  cargo lab check           of the lab that is next
  cargo lab check echo/one-line
  cargo lab check echo --dir SOMEWHERE/01-echo
  cargo lab check echo --server 'python3 server.py {addr}'
  cargo lab check echo --json")]
pub struct Arguments {
    /// The lab's name or number, or LAB/CHECK; without it, the lab that is next
    lab: Option<String>,
    #[command(flatten)]
    choice: Choice,
    /// Only this check, and those that it needs (may be repeated)
    #[arg(long = "check", value_name = "NAME")]
    checks: Vec<String>,
    /// Draw the random conversations from this seed
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Tell every finding, not only those of the first unfinished step
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    form: Form,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let (lab, named) = match &arguments.lab {
        Some(typed) => name::find_lab_or_check(typed)?,
        None => (name::find_next(&kit, "check")?, None),
    };
    let checks = arguments.checks.iter();
    let chosen: BTreeSet<&str> = checks
        .map(|check| name::must_have(&lab, check))
        .chain(named.map(Ok))
        .collect::<Result<_>>()?;
    let Some(subject) = arguments.choice.build(&kit, &lab)? else {
        return Ok(Outcome::Broken);
    };
    let session = Session::new(lab, subject, arguments.seed);
    let names: Vec<&'static str> = session
        .checks()
        .map(|check| check.name)
        .filter(|name| chosen.is_empty() || chosen.contains(name))
        .collect();
    if names.is_empty() {
        bail!(
            "nothing to judge: the checks you named are not about the {} you gave",
            if session.subject().server.is_some() {
                "server"
            } else {
                "client"
            }
        );
    }
    let begun = Instant::now();
    let detail = if arguments.all || !chosen.is_empty() {
        Detail::All
    } else {
        let screen = watch::rows_for_report();
        screen.map_or(Detail::FirstStep, |rows| Detail::Screen { rows })
    };
    let late = judge(&session, &names, |report| {
        if !arguments.form.is_json() {
            let page = terminal::print(report, detail, width(), begun.elapsed());
            screen::print!("{page}");
            screen::eprintln!(
                "… the schedules of its threads are still being explored; the first time, the \
                 machine that they run on is built before"
            );
        }
    });
    let report = Report::collect(&session, &names);
    let text = json::print(&report)?;
    keep(
        &subject::open_store(&kit, &session.subject().arguments),
        session.lab(),
        &report,
        &text,
    );
    let page = if arguments.form.is_json() {
        text
    } else if !late.is_empty() {
        terminal::print_rest(&report, &late, width(), begun.elapsed())
    } else {
        terminal::print(&report, detail, width(), begun.elapsed())
    };
    screen::print!("{page}");
    if !arguments.form.is_json() && arguments.choice.is_own() && !watch::is_watched() {
        answer::show(|page| show_next(page, session.lab(), report.outcome()));
    }
    Ok(report.outcome())
}

/// What a student does after a report of their own work.
fn show_next(page: &mut Page, lab: &Lab, outcome: Outcome) {
    let source = format!("exercises/{}/src", lab.folder());
    match outcome {
        Outcome::Passed => page.lead("next:", "cargo lab"),
        Outcome::Failed => page.lead(
            &format!("next: change {source}, and judge again. Stuck?"),
            &format!("cargo lab hint {}", lab.name),
        ),
        // The report says what to do about it.
        Outcome::Broken => {}
    }
}

/// How long the report of the other checks waits for the exploration of schedules.
const PATIENCE: Duration = Duration::from_millis(400);

/// Judges all checks. Where the exploration of schedules takes longer than all others together, as
/// when it has to be built first, the report of the others is told by `tell` meanwhile, and the
/// names of the checks that it lacks are returned.
fn judge(
    session: &Session,
    names: &[&'static str],
    tell: impl FnOnce(&Report<'_>),
) -> Vec<&'static str> {
    let is_explored = |name: &&'static str| {
        let check = session.lab().check(name);
        check.is_some_and(|check| matches!(check.proof, Proof::Schedules(_)))
    };
    let (explored, others): (Vec<&'static str>, Vec<&'static str>) =
        names.iter().partition(|name| is_explored(name));
    let bar = bar::start(names.len() as u64, "checks");
    let (ended, end) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            session.judge_all(&explored, |_, _| bar.inc(1));
            // Nobody listens any more where the report was told.
            let _ = ended.send(());
        });
        session.judge_all(&others, |_, _| bar.inc(1));
        let is_late = !others.is_empty() && end.recv_timeout(PATIENCE).is_err();
        // Where nothing is told meanwhile, it is gone when all has ended.
        if !is_late {
            return Vec::new();
        }
        bar.finish_and_clear();
        tell(&Report::collect(session, &others));
        let bar = bar::wait();
        // The channel closes where the other thread has panicked, which the scope passes on.
        let _ = end.recv();
        bar.finish_and_clear();
        explored.clone()
    })
}

/// Keeps the report, and a talk for each failure. A disk that cannot be written is no reason to
/// withhold the verdict.
pub fn keep(store: &Store, lab: &Lab, report: &Report<'_>, json: &str) {
    // The results are those of a whole lab: one check alone says nothing of the others.
    let is_whole = report.judged.len() == report.session.checks().count();
    let mut kept = match is_whole {
        true => store.save_report(lab.name, json),
        false => Ok(()),
    };
    for (check, judged) in report.judged.iter().rev() {
        let path = check.path(lab.name);
        match &judged.verdict {
            Verdict::Failed(finding) => {
                kept = kept.and(store.save_failure(&path, report.session.seed(), finding));
            }
            Verdict::Passed => store.forget_failure(&path),
            Verdict::Skipped { .. } | Verdict::Unexplored(_) | Verdict::Broken(_) => {}
        }
    }
    if let Err(error) = kept {
        screen::eprintln!(
            "note: this verdict is not kept for `cargo lab` and `cargo lab replay`: {error:#}. \
             Make room there, or the folder writable, and judge again"
        );
    }
}
