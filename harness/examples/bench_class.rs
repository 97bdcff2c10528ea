//! `make bench-class`: how long a class takes, beside what cannot be saved and beside the usual way,
//! all in one run.
//!
//! The class is made up of the kit's own programs, disguised; that every score is as it must be is
//! a part of the bench, since a grader that is quick and wrong is of no use.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use harness::class::record::Record;
use harness::class::submission::Work;
use harness::class::task::Machine;
use harness::class::{hidden, intake, machine};
use harness::explorer::Sources;
use harness::explorer::sources::{Builder, Built, Kind};
use harness::explorer::workshop::{EXPLORER, with_an_entrance};
use harness::finding::Trouble;
use harness::lab::Lab;
use harness::program::{CommandLine, Role, guard};
use harness::session::{Session, Subject};
use harness::source::Kit;

#[path = "../tests/kit/class.rs"]
mod class;

use class::{Made, differs};

/// How many submissions the class has, unless the command line says otherwise.
const CLASS: usize = 200;
/// One in so many is compiled and judged alone.
const ALONE: usize = 10;
/// So many are built the usual way.
const USUAL: usize = 5;
/// How many lines the gradebook has whose reports are timed.
const LINES: usize = 10_000;

fn main() -> ExitCode {
    guard::serve_if_asked();
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bench() -> Result<()> {
    let count = match std::env::args().nth(1) {
        Some(count) => count.parse().context("the size of the class is a number")?,
        None => CLASS,
    };
    let kit = Kit::find()?;
    let mut labs = harness::labs::all();
    for lab in &mut labs {
        lab.checks.extend(hidden::load(&kit, lab)?);
    }
    let lab = command(&kit)?;
    let folder = tempfile::tempdir()?;
    let submissions = folder.path().join("submissions");
    fs::create_dir(&submissions)?;
    let made = class::make(&kit, &labs, &submissions, count)?;
    let cores = std::thread::available_parallelism()?.get() as f64;
    // The explorer's machine is compiled once for all classes, and not counted.
    grade(
        &lab,
        &kit,
        &class_of_one(&folder.path().join("one"), &made, &submissions)?,
    )?;
    let (took, memory, records) = grade(&lab, &kit, &submissions)?;
    let wrong = compare(&made, &records);
    println!(
        "{count} submissions graded: {:.1} s on {cores} cores",
        took.as_secs_f64()
    );
    println!(
        "  scores as expected: {} of {count}",
        made.len() - wrong.len()
    );
    for line in &wrong {
        println!("    {line}");
    }
    println!(
        "  memory of run and workers, at its largest: {} MiB (limit 128 MiB)",
        memory >> 20
    );
    let machine = machine::prepare(&kit, &folder.path().join("machine"))?;
    let alone = alone(&labs, &submissions, &made, &machine)?;
    println!(
        "  (a) rustc and judging, each alone, over the cores: {:.1} s; the class took {:.2} times that (limit 1.25)",
        alone.as_secs_f64() / cores,
        took.as_secs_f64() * cores / alone.as_secs_f64()
    );
    let usual = usual(&lab, &kit, &submissions, &made, folder.path())?;
    println!(
        "  (b) the usual way, a clone and a target folder each: {:.0} s; the class was {:.1} times faster (limit 10)",
        usual.as_secs_f64(),
        usual.as_secs_f64() / took.as_secs_f64()
    );
    reports(&lab, &kit, folder.path())?;
    ensure!(
        wrong.is_empty(),
        "{} scores are not as expected",
        wrong.len()
    );
    Ok(())
}

/// The command, built as instructors run it.
fn command(kit: &Kit) -> Result<PathBuf> {
    let status = Command::new("cargo")
        .current_dir(kit.root())
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "harness",
            "--bin",
            "lab",
        ])
        .args(["--features", "class"])
        .status()?;
    ensure!(status.success(), "the command does not build");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| kit.root().join("target"), PathBuf::from);
    Ok(target.join("release").join("lab"))
}

/// A class of one submission of lab 3, so that the explorer's machine is there.
fn class_of_one(folder: &Path, made: &[Made], submissions: &Path) -> Result<PathBuf> {
    fs::create_dir(folder)?;
    let one = made.iter().find(|made| made.lab == "lock-counter");
    let one = one.context("the class has no submission of lab 3")?;
    for entry in fs::read_dir(submissions)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(&one.student)
        {
            let to = folder.join(entry.file_name());
            let status = Command::new("cp")
                .arg("-r")
                .arg(entry.path())
                .arg(to)
                .status()?;
            ensure!(status.success(), "cp fails");
        }
    }
    Ok(folder.to_path_buf())
}

/// Grades a folder; how long it took, the most memory of all processes of the harness together, in
/// bytes, and the records.
fn grade(lab: &Path, kit: &Kit, submissions: &Path) -> Result<(Duration, u64, Vec<Record>)> {
    let out = submissions.with_extension("graded");
    let begun = Instant::now();
    let mut run = Command::new(lab)
        .current_dir(kit.root())
        .arg("grade")
        .arg(submissions)
        .arg("--out")
        .arg(&out)
        .args(["--seed", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let memory = watch(&mut run)?;
    let took = begun.elapsed();
    let file = BufReader::new(fs::File::open(out.join("gradebook.jsonl"))?);
    let records = file
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_>>()?;
    Ok((took, memory, records))
}

/// Waits for a run, and looks at its memory and its workers' meanwhile.
fn watch(run: &mut Child) -> Result<u64> {
    let is_over = AtomicBool::new(false);
    let most = AtomicU64::new(0);
    let pid = run.id();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let workers = children(pid).into_iter().filter(|child| is_worker(*child));
                let all = workers.chain([pid]).map(resident).sum();
                most.fetch_max(all, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let status = run.wait();
        is_over.store(true, Ordering::SeqCst);
        // 0 and 1 are verdicts.
        match status?.code() {
            Some(0 | 1) => Ok(most.load(Ordering::SeqCst)),
            other => bail!("the run ended with {other:?}"),
        }
    })
}

fn children(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<u32>>()
        })
        .collect()
}

fn is_worker(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains("__worker"))
}

/// In bytes; 0 where it is gone.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or(0) * 1024
}

fn compare(made: &[Made], records: &[Record]) -> Vec<String> {
    let records: BTreeMap<(&str, &str), &Record> = records
        .iter()
        .map(|record| ((record.student.name.as_str(), record.lab.as_str()), record))
        .collect();
    made.iter()
        .filter_map(
            |made| match records.get(&(made.student.as_str(), made.lab.as_str())) {
                Some(record) => differs(made, record),
                None => Some(format!("{} was not graded", made.student)),
            },
        )
        .collect()
}

/// The sum of rustc's own time and of judging alone, one after the other; of one in ten, times ten.
fn alone(labs: &[Lab], submissions: &Path, made: &[Made], machine: &Machine) -> Result<Duration> {
    let listing = intake::list(submissions)?;
    let mut sum = Duration::ZERO;
    let mut count = 0;
    for (number, made) in made
        .iter()
        .enumerate()
        .filter(|(number, _)| number % ALONE == 3)
    {
        let candidate = listing
            .candidates
            .iter()
            .find(|one| one.student.name == made.student);
        let candidate = candidate.with_context(|| format!("submission {number} is not there"))?;
        let mut submission = candidate.read(labs).map_err(anyhow::Error::msg)?;
        let lab = labs
            .iter()
            .find(|lab| lab.name == made.lab)
            .context("it is a lab")?;
        let work = submission
            .works
            .remove(lab.name)
            .context("it was handed in")?;
        let begun = Instant::now();
        compile_and_judge(lab, &work, machine)?;
        sum += begun.elapsed();
        count += 1;
    }
    Ok(sum * u32::try_from(made.len())? / count)
}

fn compile_and_judge(lab: &Lab, work: &Work, machine: &Machine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for file in &work.files {
        let path = folder.path().join("src").join(&file.path);
        fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
        fs::write(path, &file.contents)?;
    }
    let library = folder.path().join("src/lib.rs");
    let name = lab.name.replace('-', "_");
    let rlib = folder.path().join(format!("lib{name}.rlib"));
    if library.is_file() {
        let options = ["--crate-type=lib", "--crate-name", &name];
        rustc(lab.compiled.level(), &options, &library, &rlib)?;
    }
    let main = |role| {
        let name = format!("src/bin/{}.rs", lab.binary(role, ""));
        folder.path().join(name)
    };
    let program = |role: Role| -> Result<Option<CommandLine>> {
        if !main(role).is_file() {
            return Ok(None);
        }
        let out = folder.path().join(role.word());
        let uses = format!("{name}={}", rlib.display());
        let mut options = vec!["--crate-type=bin"];
        if rlib.is_file() {
            options.extend(["--extern", &uses]);
        }
        rustc(lab.compiled.level(), &options, &main(role), &out)?;
        Ok(Some(CommandLine::of_binary(out.display().to_string())))
    };
    let subject = Subject {
        server: program(Role::Server)?,
        client: program(Role::Client)?,
        sources: Some(Sources {
            kind: Kind::Crate {
                name: lab.name.to_owned(),
                library,
                main: main(Role::Server),
            },
            builder: Arc::new(Bare {
                machine: machine.clone(),
                out: folder.path().to_path_buf(),
            }),
        }),
        ..Subject::default()
    };
    let session = Session::new(lab.clone(), subject, 1);
    let names: Vec<&'static str> = session.checks().map(|check| check.name).collect();
    session.judge_all(&names, |_, _| {});
    Ok(())
}

/// Builds explorers with rustc alone and without a sandbox.
#[derive(Debug)]
struct Bare {
    machine: Machine,
    out: PathBuf,
}

impl Builder for Bare {
    fn build(&self, kind: &Kind, with_counters: bool) -> Result<Built, Trouble> {
        self.compile(kind, with_counters)
            .map_err(|error| Trouble::Unexplored(error.to_string()))
    }
}

impl Bare {
    fn compile(&self, kind: &Kind, with_counters: bool) -> Result<Built> {
        let Kind::Crate {
            name,
            library,
            main,
        } = kind
        else {
            bail!("a work is a crate");
        };
        let std = format!("std={}", self.machine.std.display());
        let search = format!("dependency={}", self.machine.dependencies.display());
        let name = name.replace('-', "_");
        let rlib = self.out.join("libexplored.rlib");
        let uses = format!("{name}={}", rlib.display());
        let mut options = vec!["--crate-type=lib", "--extern", &std, "-L", &search];
        if library.is_file() {
            let named = [options.as_slice(), &["--crate-name", &name]].concat();
            rustc(1, &named, library, &rlib)?;
            options.extend(["--extern", &uses]);
        }
        let entrance = main.with_file_name("__entrance.rs");
        fs::write(&entrance, with_an_entrance(&fs::read_to_string(main)?))?;
        let server = self.out.join("libstudent.rlib");
        options.extend(["--crate-name", "student"]);
        rustc(1, &options, &entrance, &server)?;
        let root = self.out.join("explorer.rs");
        fs::write(&root, EXPLORER)?;
        let driver = format!("roundtrip_explorer={}", self.machine.driver.display());
        let student = format!("student={}", server.display());
        let counted = format!("library={}", rlib.display());
        let mut options = vec!["--extern", &driver, "--extern", &student, "-L", &search];
        if with_counters && library.is_file() {
            options.extend(["--extern", &counted, "--cfg", "feature=\"counters\""]);
        }
        let explorer = self.out.join("explorer");
        rustc(1, &options, &root, &explorer)?;
        Ok(Built {
            explorer,
            left_out: None,
        })
    }
}

fn rustc(level: u8, options: &[&str], root: &Path, out: &Path) -> Result<()> {
    let output = Command::new("rustc")
        .args(["--edition=2024", "--cap-lints=allow"])
        .args(["-Cdebuginfo=line-tables-only", "-Cdebug-assertions=on"])
        .args(["-Coverflow-checks=on", &format!("-Copt-level={level}")])
        .args(options)
        .arg("-o")
        .arg(out)
        .arg(root)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{} does not compile: {said}",
        root.display()
    );
    Ok(())
}

/// A copy of the students' kit with a target folder of its own, for a few; scaled to the class.
fn usual(
    lab: &Path,
    kit: &Kit,
    submissions: &Path,
    made: &[Made],
    folder: &Path,
) -> Result<Duration> {
    let labs = harness::labs::all();
    let listing = intake::list(submissions)?;
    let mut sum = Duration::ZERO;
    for number in 0..USUAL {
        let made = &made[(number * 37 + 11) % made.len()];
        let candidate = listing
            .candidates
            .iter()
            .find(|one| one.student.name == made.student);
        let mut submission = candidate
            .context("it is there")?
            .read(&labs)
            .map_err(anyhow::Error::msg)?;
        let work = submission
            .works
            .remove(made.lab.as_str())
            .context("it was handed in")?;
        let clone = folder.join(format!("clone-{number}"));
        let status = Command::new(lab)
            .current_dir(kit.root())
            .arg("handout")
            .arg(&clone)
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "there is no handout");
        let begun = Instant::now();
        let place = labs
            .iter()
            .find(|lab| lab.name == made.lab)
            .context("it is a lab")?
            .folder();
        for file in &work.files {
            let path = clone
                .join("exercises")
                .join(&place)
                .join("src")
                .join(&file.path);
            fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
            fs::write(path, &file.contents)?;
        }
        let cargo = |arguments: &[&str]| {
            Command::new("cargo")
                .current_dir(&clone)
                .env("CARGO_TARGET_DIR", clone.join("target"))
                .args(arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
        };
        cargo(&["build", "--package", &made.lab])?;
        cargo(&["lab", "check", &made.lab])?;
        sum += begun.elapsed();
        fs::remove_dir_all(&clone)?;
    }
    Ok(sum * u32::try_from(made.len())? / USUAL as u32)
}

/// The time of each report of a made-up gradebook.
fn reports(lab: &Path, kit: &Kit, folder: &Path) -> Result<()> {
    let out = folder.join("large");
    let status = Command::new("cargo")
        .current_dir(kit.root())
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "harness",
            "--features",
            "class",
        ])
        .args(["--example", "made_up_gradebook", "--", &LINES.to_string()])
        .arg(&out)
        .status()?;
    ensure!(status.success(), "there is no gradebook to report");
    for format in ["html", "csv", "json", "junit", "gradescope"] {
        let begun = Instant::now();
        let status = Command::new(lab)
            .current_dir(kit.root())
            .arg("report")
            .arg(&out)
            .args(["--format", format, "--to"])
            .arg(folder.join(format!("report-{format}")))
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "no {format} of {LINES} lines");
        println!(
            "  {format} of a gradebook of {LINES} lines: {:.2} s (limit 2 s)",
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}
