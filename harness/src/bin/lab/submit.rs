//! `cargo lab submit`: a zip of what is graded, judged once more before it is handed in.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::{Result, bail};
use clap::Args;
use harness::SEED;
use harness::lab::Lab;
use harness::parcel::{self, Entry, File, Manifest};
use harness::report::terminal::Page;
use harness::report::{Outcome, Report, json};
use harness::session::{Session, Subject};
use harness::source::Kit;
use serde::Serialize;

use crate::answer::{self, Form};
use crate::screen;
use crate::subject::{self, Choice};
use crate::{bar, check, map, name};

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

#[derive(Args)]
#[command(after_help = "Examples:
  cargo lab submit                all that you have begun
  cargo lab submit echo --to echo.zip

Only what is below src/ is handed in, and no file is
overwritten.

Exit status: 0 written, 2 not.")]
pub struct Arguments {
    /// The labs' names or numbers; without one, all that `cargo lab check` has judged
    #[arg(value_name = "LAB")]
    labs: Vec<String>,
    /// Write this file; without it, the next submission-1.zip in the kit's folder
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

/// What was written, with the schema of its manifest.
#[derive(Serialize)]
struct Told<'a> {
    zip: String,
    #[serde(flatten)]
    manifest: &'a Manifest,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    // Known before anything is judged; whoever comes in between is not overwritten either.
    if let Some(to) = arguments
        .to
        .as_ref()
        .filter(|to| to.symlink_metadata().is_ok())
    {
        bail!(
            "{} is there already, and is not overwritten: name another file with --to",
            to.display()
        );
    }
    let labs = choose(&kit, &arguments.labs)?;
    let gathered: Vec<Vec<File>> = labs
        .iter()
        .map(|lab| parcel::gather(&kit, lab))
        .collect::<Result<_>>()?;
    // All are built before one is judged: what does not compile is known soon.
    let mut subjects = Vec::new();
    for lab in &labs {
        let Some(subject) = Choice::default().build(&kit, lab)? else {
            screen::eprintln!(
                "nothing was written. When it compiles: {BOLD}cargo lab submit{BOLD:#}"
            );
            return Ok(Outcome::Broken);
        };
        subjects.push(subject);
    }
    let mut entries = Vec::new();
    for ((lab, subject), files) in labs.iter().zip(subjects).zip(&gathered) {
        let entry = judge(&kit, lab, subject, files)?;
        if parcel::gather(&kit, lab)? != *files {
            bail!(
                "exercises/{} changed while it was judged, and nothing was written: submit again",
                lab.folder()
            );
        }
        if !arguments.form.is_json() {
            // One after another, since each takes a while.
            answer::show(|page| show_entry(page, &entry));
        }
        entries.push(entry);
    }
    let manifest = Manifest::new(entries);
    let zip = parcel::pack(&manifest, &gathered.concat())?;
    let path = parcel::write(&kit, arguments.to.as_deref(), &zip)?;
    let told = Told {
        zip: path.display().to_string(),
        manifest: &manifest,
    };
    arguments.form.tell(&told, show)?;
    Ok(Outcome::Passed)
}

/// The labs that are named, each once and in their order; without names, those that are begun.
fn choose(kit: &Kit, names: &[String]) -> Result<Vec<Lab>> {
    let mut labs = harness::labs::all();
    if !names.is_empty() {
        let named: Vec<Lab> = names
            .iter()
            .map(|name| name::find_lab(name))
            .collect::<Result<_>>()?;
        labs.retain(|lab| named.iter().any(|other| other.name == lab.name));
        return Ok(labs);
    }
    let store = subject::open_store(kit, "");
    let (begun, others): (Vec<Lab>, Vec<Lab>) = labs
        .into_iter()
        .partition(|lab| map::read(&store, lab).is_begun());
    let others: Vec<&str> = others.iter().map(|lab| lab.name).collect();
    if begun.is_empty() {
        bail!(
            "no lab was judged yet, so that none is taken for begun: \
             name those to hand in, as in `cargo lab submit {}`",
            others.first().unwrap_or(&"LAB")
        );
    }
    if !others.is_empty() {
        screen::eprintln!("note: never judged, and left out: {}", others.join(", "));
    }
    Ok(begun)
}

/// Judges a lab as `cargo lab check` does, and keeps what was found.
fn judge(kit: &Kit, lab: &Lab, subject: Subject, files: &[File]) -> Result<Entry> {
    let name = lab.name;
    let session = Session::new(lab.clone(), subject, SEED);
    let names: Vec<&'static str> = session.checks().map(|check| check.name).collect();
    let bar = bar::start(names.len() as u64, "checks");
    session.judge_all(&names, |_, _| bar.inc(1));
    bar.finish_and_clear();
    let report = Report::collect(&session, &names);
    let text = json::print(&report)?;
    check::keep(&subject::open_store(kit, ""), lab, &report, &text);
    let score = report.score(|_| true);
    Ok(Entry::new(name, files, report.outcome(), score))
}

fn show(page: &mut Page, told: &Told<'_>) {
    page.blank();
    page.command(0, BOLD, &told.zip);
    let files = told.manifest.labs.iter().flat_map(|entry| &entry.files);
    for file in files {
        page.paragraph(2, Style::new(), &file.path);
    }
    page.line("  manifest.json\n");
    let mut labs = told.manifest.labs.iter();
    if let Some(entry) = labs.find(|entry| entry.verdict != "passed") {
        page.line("note: not all passes, and it is in the zip all the same.");
        let command = format!("cargo lab check {}", entry.lab);
        page.lead("next: hand in the zip, or first:", &command);
    } else {
        page.lead("next: hand in the zip. Where you stand:", "cargo lab");
    }
}

fn show_entry(page: &mut Page, entry: &Entry) {
    let (mark, style) = match entry.verdict {
        "passed" => ('✓', GOOD),
        _ => ('✗', BAD),
    };
    let score = match entry.score {
        Some(points) => format!("{points:>3} of {} points", entry.of),
        None => "no score: it could not be judged".to_owned(),
    };
    page.line(format!("{style}{mark}{style:#} {:<14}  {score}", entry.lab));
}
