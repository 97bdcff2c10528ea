//! `cargo lab grade`: grades a class.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstyle::Style;
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::check::Proof;
use harness::class::crew::{Again, Crew, Event, Plan};
use harness::class::gradebook::{self, Gradebook};
use harness::class::record::{Record, State, Unread};
use harness::class::run::{self, Run, Shard};
use harness::class::task::Place;
use harness::class::{hidden, identity, intake, machine, worker};
use harness::lab::Lab;
use harness::program::guard;
use harness::program::sandbox::{self, Found};
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::scratch;
use harness::source::Kit;
use harness::talk::escape::{cut, escape};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::answer::Form;
use crate::bar;
use crate::name::find_lab;
use crate::screen;

const PLAIN: Style = Style::new();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab grade submissions --lab echo --lab calculator
  cargo lab grade submissions --out part-2 --shard 2/8 \\
      --seed 4711
  cargo lab report part-2 --format html")]
pub struct Arguments {
    /// The folder of the class: each folder, .zip or .tar.gz in it is one student's submission
    folder: PathBuf,
    /// Only this lab, by its name or number (may be repeated)
    #[arg(long = "lab", value_name = "LAB")]
    labs: Vec<String>,
    /// Where the gradebook is kept [default: the folder's name and `-graded`]
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// Judge again what was judged with the same sources, kit and seed
    #[arg(long)]
    again: bool,
    /// Draw the random conversations from this seed, not from a secret one
    #[arg(long)]
    seed: Option<u64>,
    /// Only the K-th of N fixed parts of the class
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// So many submissions side by side [default: one for each core, and one more]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Do not begin where a part of the sandbox is missing
    #[arg(long)]
    require_sandbox: bool,
    /// Do not explore schedules; these checks are then not counted
    #[arg(long)]
    no_explorer: bool,
    #[command(flatten)]
    form: Form,
}

/// What a class came to.
#[derive(Serialize)]
struct Graded {
    /// `roundtrip/grade/v1`.
    schema: &'static str,
    /// The gradebook's folder.
    out: String,
    /// How many submissions came to each state, in this run.
    states: BTreeMap<State, usize>,
    /// How many were known from before.
    known: usize,
    /// Whether it was stopped before the end; the same command goes on.
    is_stopped: bool,
    /// What was not understood, and is not graded.
    not_graded: Vec<Unread>,
    /// What is missing of the sandbox, a sentence for each part.
    missing: Vec<String>,
    seconds: f64,
}

/// The whole life of a worker, where this process was started as one.
pub fn work_if_asked() -> Option<ExitCode> {
    let ended = worker::serve_if_asked()?;
    Some(ExitCode::from(u8::from(ended.is_err())))
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let begun = Instant::now();
    let kit = Kit::find()?;
    let labs = labs(&kit, &arguments.labs)?;
    let listing = intake::list(&arguments.folder)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| beside(&arguments.folder));
    let missing = announce_sandbox(arguments.require_sandbox)?;
    let left = gradebook::word_left(&out);
    let (mut book, notices) = Gradebook::open(&out)?;
    for notice in notices {
        screen::eprintln!("note: {notice}");
    }
    clean_up_after(left);
    let seed = identity::seed_of(&out, arguments.seed)?;
    let scratch = scratch::folder(SCRATCH)?;
    open_to_all(scratch.path())?;
    book.leave_word(&scratch.path().display().to_string())?;
    let is_explored = labs.iter().any(|lab| {
        let mut proofs = lab.checks.iter().map(|check| &check.proof);
        proofs.any(|proof| matches!(proof, Proof::Schedules(_)))
    });
    let machine = (is_explored && !arguments.no_explorer)
        .then(|| machine::prepare(&kit, &scratch.path().join("machine")))
        .transpose()?;
    let plan = Plan {
        labs,
        seed,
        kit: identity::of_kit(&kit)?,
        seed_digest: identity::of_seed(seed),
        again: if arguments.again {
            Again::All
        } else {
            Again::Changed
        },
        workers: arguments.workers.unwrap_or_else(side_by_side),
        place: Place {
            kit: kit.root().to_path_buf(),
            scratch: scratch.path().to_path_buf(),
            machine,
        },
    };
    Run {
        schema: run::SCHEMA.to_owned(),
        kit: plan.kit.clone(),
        seed: plan.seed_digest.clone(),
        labs: plan.labs.iter().map(|lab| lab.name.to_owned()).collect(),
        students: listing
            .candidates
            .iter()
            .map(|one| one.student.clone())
            .collect(),
    }
    .write(&out, &listing.unread)?;
    let mut candidates = listing.candidates;
    if let Some(shard) = arguments.shard {
        candidates.retain(|candidate| shard.has(&candidate.student));
    }
    if candidates.is_empty() {
        for one in &listing.unread {
            screen::eprintln!("not graded: {}: {}", one.found, one.reason);
        }
        bail!(
            "there is nothing to grade in {}: a folder, a .zip or a .tar.gz for each student is \
             wanted there",
            arguments.folder.display()
        );
    }
    let tally = grade(&plan, &candidates, &mut book, arguments.form)?;
    for part in &missing {
        screen::eprintln!("note: {part}");
    }
    let graded = Graded {
        schema: "roundtrip/grade/v1",
        out: out.display().to_string(),
        states: tally.states,
        known: tally.known,
        is_stopped: tally.is_stopped,
        not_graded: listing.unread,
        missing,
        seconds: begun.elapsed().as_secs_f64(),
    };
    arguments.form.tell(&graded, show)?;
    Ok(graded.outcome())
}

/// What all workers' folders are called, so that those of a run that was killed are known.
const SCRATCH: &str = "roundtrip-class-";

/// The labs, with their hidden checks.
fn labs(kit: &Kit, names: &[String]) -> Result<Vec<Lab>> {
    let mut labs = match names {
        [] => harness::labs::all(),
        names => names
            .iter()
            .map(|name| find_lab(name))
            .collect::<Result<_>>()?,
    };
    for lab in &mut labs {
        lab.checks.extend(hidden::load(kit, lab)?);
    }
    Ok(labs)
}

/// `submissions/` gives `submissions-graded`.
fn beside(folder: &Path) -> PathBuf {
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push("-graded");
    folder.with_file_name(name)
}

/// One more than there are cores, since a part of judging is waiting.
fn side_by_side() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from) + 1
}

/// Says what protects this machine from the students' programs, and what does not.
fn announce_sandbox(is_required: bool) -> Result<Vec<String>> {
    let missing: Vec<String> = sandbox::probe().iter().filter_map(Found::warning).collect();
    if missing.is_empty() {
        screen::eprintln!("students' programs are built and run in a sandbox");
        return Ok(missing);
    }
    for part in &missing {
        screen::eprintln!("warning: {part}");
    }
    if is_required {
        bail!(
            "--require-sandbox: this machine does not allow all of it; `cargo lab doctor` says \
             which part, and why"
        );
    }
    Ok(missing)
}

/// Removes what a run that was killed has left.
fn clean_up_after(left: Option<String>) {
    let Some(folder) = left.map(PathBuf::from) else {
        return;
    };
    let is_ours = folder
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(SCRATCH.as_bytes()));
    if is_ours && folder.parent() == Some(&std::env::temp_dir()) {
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// Programs run as somebody else, who must be able to pass through; the names below cannot be
/// listed.
fn open_to_all(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))
        .with_context(|| format!("{}", folder.display()))
}

/// How often each state came.
#[derive(Debug, Default)]
struct Tally {
    states: BTreeMap<State, usize>,
    known: usize,
    is_stopped: bool,
}

fn grade(
    plan: &Plan,
    candidates: &[intake::Candidate],
    book: &mut Gradebook,
    form: Form,
) -> Result<Tally> {
    let crew = Crew::new(plan, candidates, book);
    let bar = bar::start(crew.count() as u64, "submissions");
    let tally: Mutex<Tally> = Mutex::default();
    let is_over = AtomicBool::new(false);
    let interrupted = crate::interrupt::catch()?;
    let outcome = std::thread::scope(|scope| {
        let (is_over, crew) = (&is_over, &crew);
        scope.spawn(move || {
            while !is_over.load(Ordering::SeqCst) {
                if interrupted.wait(Duration::from_millis(100)) {
                    return crew.stop();
                }
            }
        });
        let outcome = crew.work(&|event| {
            let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            match event {
                Event::Known => tally.known += 1,
                Event::Added(record) => {
                    *tally.states.entry(record.state).or_default() += 1;
                    // Who has not handed in is in the gradebook, and no news.
                    if record.state != State::Absent && !form.is_json() {
                        say(&bar, &line(record));
                    }
                }
            }
            bar.inc(1);
        });
        is_over.store(true, Ordering::SeqCst);
        outcome
    });
    bar.finish_and_clear();
    // The programs of a worker that was stopped are ended by their guards.
    guard::await_orphans();
    outcome?;
    let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.is_stopped = crew.is_stopped();
    Ok(tally)
}

fn say(bar: &ProgressBar, line: &str) {
    if bar.is_hidden() {
        screen::println!("{line}");
    } else {
        bar.println(line);
    }
}

/// One line for a submission that was graded.
fn line(record: &Record) -> String {
    // What stands behind it takes 36 columns.
    let room = screen::width().saturating_sub(36).clamp(24, 30);
    let name = cut(&escape(&record.student.name), room);
    let score = match (record.state, record.score) {
        (State::Judged, Some(score)) => format!("{score:>3} of {}", record.max_score),
        (State::Refused, _) => "does not compile".to_owned(),
        (State::Absent, _) => "not handed in".to_owned(),
        (State::Unreadable, _) => format!("unreadable: {}", cut(reason(record), 160)),
        (State::Broken, _) | (State::Judged, None) => {
            format!("the harness could not judge: {}", reason(record))
        }
    };
    format!(
        "{name:<room$}  {:<14}  {score}  {:.1} s",
        record.lab, record.seconds
    )
}

fn reason(record: &Record) -> &str {
    record.reason.as_deref().unwrap_or("it is not known why")
}

impl Graded {
    fn count(&self, state: State) -> usize {
        self.states.get(&state).copied().unwrap_or(0)
    }

    fn outcome(&self) -> Outcome {
        match self.is_stopped || self.count(State::Broken) > 0 {
            true => Outcome::Broken,
            false => Outcome::Passed,
        }
    }
}

fn show(page: &mut Page, graded: &Graded) {
    for one in &graded.not_graded {
        page.item("not graded: ", 2, &format!("{}: {}", one.found, one.reason));
    }
    let mut parts = Vec::new();
    for (count, word) in [
        (graded.count(State::Judged), "judged"),
        (graded.count(State::Refused), "do not compile"),
        (graded.count(State::Absent), "not handed in"),
        (graded.count(State::Unreadable), "unreadable"),
        (graded.count(State::Broken), "to be run again"),
        (graded.known, "known from before"),
    ] {
        if count > 0 {
            parts.push((PLAIN, format!("{count} {word}")));
        }
    }
    parts.push((PLAIN, format!("{:.1} s", graded.seconds)));
    page.blank();
    page.list("", " · ", &parts);
    let out = shell_words::quote(&graded.out);
    if graded.is_stopped {
        let words = format!("stopped: what is done is in {out}; the same command goes on");
        page.paragraph(0, PLAIN, &words);
    } else {
        page.lead("next:", &format!("cargo lab report {out} --format html"));
    }
}
