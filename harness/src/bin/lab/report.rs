//! `cargo lab report`: what an instructor, a spreadsheet and a learning platform read of a
//! gradebook.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use harness::class::reading::{self, Class};
use harness::class::report::{self, Per, fill};
use harness::report::Outcome;
use harness::whole::{self, Durability};

use crate::screen;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder that `cargo lab grade` has written to
    out: PathBuf,
    /// In which form
    #[arg(
        long,
        value_enum,
        required_unless_present = "fill",
        conflicts_with = "fill"
    )]
    format: Option<Format>,
    /// Fill the scores into this table of Canvas's or Moodle's, and change nothing else of it
    #[arg(long, value_name = "FILE.csv")]
    fill: Option<PathBuf>,
    /// Write here; else html, junit and gradescope go into folders of these names beside the
    /// gradebook, csv and json to standard output, and a filled table beside the old one
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    /// What a row of csv is of
    #[arg(long, value_enum, default_value_t = Row::Student)]
    per: Row,
    /// Only this student's results, for gradescope
    #[arg(long, value_name = "ID")]
    student: Option<String>,
    /// With --fill: only this lab
    #[arg(long, requires = "fill")]
    lab: Option<String>,
    /// With --fill: into the column with this title
    #[arg(long, value_name = "TITLE", requires = "fill")]
    column: Option<String>,
    /// With --fill: scaled so that the full score is this many points
    #[arg(long, value_name = "N", requires = "fill")]
    out_of: Option<f64>,
    /// With --fill: take the place of the old table
    #[arg(long, requires = "fill", conflicts_with = "to")]
    in_place: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Pages: one of the class for you, one of each student to hand out
    Html,
    /// A table for a spreadsheet
    Csv,
    /// Everything, schema roundtrip/class/v1
    Json,
    /// XML for a build server, a file for each student
    Junit,
    /// results.json for each student, or for one
    Gradescope,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Row {
    /// A student, with columns for each lab
    Student,
    /// A verdict
    Check,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    if arguments.student.is_some() && arguments.format != Some(Format::Gradescope) {
        bail!("--student goes with --format gradescope");
    }
    let class = reading::read(&arguments.out)?;
    for notice in &class.notices {
        screen::eprintln!("note: {notice}");
    }
    match (&arguments.fill, arguments.format) {
        (Some(table), _) => fill_in(&class, table, arguments)?,
        (None, Some(format)) => print(&class, format, arguments)?,
        (None, None) => bail!("--format or --fill was wanted: `cargo lab report --help`"),
    }
    Ok(Outcome::Passed)
}

fn print(class: &Class, format: Format, arguments: &Arguments) -> Result<()> {
    let folder = |name| {
        arguments
            .to
            .clone()
            .unwrap_or_else(|| arguments.out.join(name))
    };
    match format {
        Format::Csv => {
            let per = match arguments.per {
                Row::Student => Per::Student,
                Row::Check => Per::Check,
            };
            to_file_or_screen(arguments, |out| report::csv(class, per, out))
        }
        Format::Json => to_file_or_screen(arguments, |out| report::json(class, out)),
        Format::Html => {
            let folder = folder("html");
            let pages = report::html(class, &folder)?;
            screen::println!(
                "{pages} pages; open {}",
                folder.join("index.html").display()
            );
            Ok(())
        }
        Format::Junit => {
            let folder = folder("junit");
            let files = report::junit(class, &folder)?;
            screen::println!("{files} files in {}", folder.display());
            Ok(())
        }
        Format::Gradescope => match &arguments.student {
            Some(id) => {
                let member = class.member(id)?;
                to_file_or_screen(arguments, |out| report::gradescope(class, member, out))
            }
            None => {
                let folder = folder("gradescope");
                let written = report::gradescope_folder(class, &folder)?;
                screen::println!("{} results in {}", written.results, folder.display());
                list(
                    "no results, since a lab was not judged; grade again",
                    &written.unjudged,
                );
                Ok(())
            }
        },
    }
}

fn to_file_or_screen(
    arguments: &Arguments,
    print: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    if let Some(path) = &arguments.to {
        return whole::print(path, Durability::Lazy, print);
    }
    let mut document = io::BufWriter::new(screen::Document);
    print(&mut document)?;
    Ok(document.flush()?)
}

fn fill_in(class: &Class, table: &Path, arguments: &Arguments) -> Result<()> {
    if arguments
        .out_of
        .is_some_and(|points| !points.is_finite() || points <= 0.0)
    {
        bail!("--out-of wants a number of points above 0");
    }
    let file = fs::read(table).with_context(|| format!("{} cannot be read", table.display()))?;
    let wanted = fill::Wanted {
        lab: arguments.lab.clone(),
        column: arguments.column.clone(),
        out_of: arguments.out_of,
    };
    let filled = fill::fill(class, file, &wanted).with_context(|| table.display().to_string())?;
    let target = match &arguments.to {
        _ if arguments.in_place => table.to_owned(),
        Some(path) => path.clone(),
        None => table.with_extension("filled.csv"),
    };
    let is_same = matches!(
        (fs::canonicalize(&target), fs::canonicalize(table)),
        (Ok(one), Ok(other)) if one == other
    );
    if !arguments.in_place && is_same {
        bail!(
            "{} would take the place of the table that it was filled from: say --in-place, or name \
             another file with --to",
            target.display()
        );
    }
    // A link stays one: what it leads to is replaced.
    let place = fs::canonicalize(&target).unwrap_or_else(|_| target.clone());
    whole::write(&place, &filled.bytes)?;
    for (lab, title, count) in &filled.columns {
        screen::println!("{lab}: {count} scores in \"{title}\"");
    }
    list("left as they were", &filled.left);
    list("in the table, and no submission", &filled.strangers);
    list("a submission, and not in the table", &filled.missing);
    screen::println!("{}", target.display());
    Ok(())
}

fn list(title: &str, words: &[String]) {
    if !words.is_empty() {
        screen::println!("{title} ({}):", words.len());
        words.iter().for_each(|word| screen::println!("  {word}"));
    }
}

const EXAMPLES: &str = "Examples:
  cargo lab report graded --format html    in graded/html
  cargo lab report graded --format csv --to scores.csv
  cargo lab report graded --format gradescope \\
      --student 4711 --to results.json
  cargo lab report graded --fill canvas.csv
      scores into canvas.filled.csv
  cargo lab report graded --fill moodle.csv --lab echo \\
      --column Grade --out-of 20";
