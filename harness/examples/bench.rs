//! `make bench`: how long verdicts take, what they cost, and how long a student's first build is.
//!
//! Machines differ and are shared, so each time stands beside one of the same run: the bare cost
//! of starting as many processes, or the build of the same dependencies alone.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use harness::audit;
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::program::guard;
use harness::session::{Session, Subject};
use harness::source::{Built, Kit, Source};
use harness::verdict::Verdict;

/// Runs of which the median is shown.
const RUNS: usize = 7;
/// The labs, and how long all checks of their references may take.
const LABS: [(&str, &str); 4] = [
    ("echo", "0.5 s"),
    ("threaded-echo", "1 s"),
    ("lock-counter", "1.5 s"),
    ("calculator", "1 s"),
];
/// Programs that hang, and must be told so soon.
const HANGING: [&str; 4] = [
    "hangs-before-banner",
    "deadlock",
    "never-closes",
    "reads-to-end",
];

fn main() -> ExitCode {
    guard::serve_if_asked();
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn bench() -> Result<()> {
    let kit = Kit::find()?;
    let spawn = median(RUNS, || {
        let status = Command::new("/bin/true").stdin(Stdio::null()).status()?;
        anyhow::ensure!(status.success(), "/bin/true fails");
        Ok(())
    })?;
    println!(
        "all checks of a lab but its schedules, median of {RUNS} runs, wrong programs once; bare \
         spawn of a process: {}",
        ms(spawn)
    );
    println!(
        "  {:<40} {:>9}  {:>7}  as bare spawns",
        "program", "time", "limit"
    );
    for (name, limit) in LABS {
        let lab = harness::labs::find(name).context("it is in the list")?;
        let Built::Subject(reference) = kit.build(&lab, &Source::Solution)? else {
            bail!("the solution does not build");
        };
        let judged = median(RUNS, || judge(&lab, &reference, true))?;
        row(&format!("{name}: reference"), judged, limit, spawn);
        bench_wrong(&kit, &lab, spawn)?;
    }
    println!(
        "memory of the harness, at its largest: {} (limit 64 MiB)",
        largest_memory()?
    );
    first_build(&kit)
}

/// The hanging programs of a lab, and the slowest of all its wrong ones.
fn bench_wrong(kit: &Kit, lab: &Lab, spawn: Duration) -> Result<()> {
    let mut slowest = (Duration::ZERO, String::new());
    for wrong in audit::load_wrong(kit, lab)? {
        let subject = audit::wrong_subject(kit, lab, &wrong)?;
        let begun = Instant::now();
        // One that only a schedule catches passes all that is judged here.
        judge(
            lab,
            &subject,
            wrong.caught_by.iter().all(|check| check == "schedules"),
        )
        .with_context(|| wrong.name.clone())?;
        let took = begun.elapsed();
        if HANGING.contains(&wrong.name.as_str()) {
            row(&format!("{}: {}", lab.name, wrong.name), took, "2 s", spawn);
        }
        slowest = slowest.max((took, wrong.name));
    }
    let (took, name) = slowest;
    row(
        &format!("{}: slowest, {name}", lab.name),
        took,
        "3 s",
        spawn,
    );
    Ok(())
}

fn row(name: &str, time: Duration, limit: &str, spawn: Duration) {
    let ratio = time.as_secs_f64() / spawn.as_secs_f64();
    println!("  {name:<40} {:>9}  {limit:>7}  {ratio:.0}", ms(time));
}

fn judge(lab: &Lab, subject: &Subject, right: bool) -> Result<()> {
    let session = Session::new(lab.clone(), subject.clone(), 1);
    let is_timed = |check: &&Check| !matches!(check.proof, Proof::Schedules(_));
    let checks = session.checks().filter(is_timed);
    let names: Vec<&'static str> = checks.map(|check| check.name).collect();
    session.judge_all(&names, |_, _| {});
    let passed = names.iter().filter(|name| {
        session
            .judge(name)
            .is_some_and(|judged| matches!(judged.verdict, Verdict::Passed))
    });
    if (passed.count() == names.len()) != right {
        bail!("the verdict is not the one that is known");
    }
    Ok(())
}

fn median(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let begun = Instant::now();
        run()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[runs / 2])
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn largest_memory() -> Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: f64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .context("VmHWM")?;
    Ok(format!("{:.1} MiB", kilobytes / 1024.0))
}

/// A student's first `cargo test` beside the build of the five packages of the assignment, each
/// into a folder of its own.
fn first_build(kit: &Kit) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let five = folder.path().join("five");
    fs::create_dir_all(five.join("src"))?;
    fs::write(five.join("src/lib.rs"), "")?;
    fs::write(five.join("Cargo.toml"), FIVE)?;
    fs::copy(kit.root().join("Cargo.lock"), five.join("Cargo.lock"))?;
    let alone = build(&five, &["build"], &folder.path().join("a"))?;
    let first = build(
        kit.root(),
        &["test", "--no-run", "--package", "echo"],
        &folder.path().join("b"),
    )?;
    println!(
        "first build: `cargo test -p echo` {:.1} s, the five packages alone {:.1} s: {:.2} times (limit 1.5)",
        first.as_secs_f64(),
        alone.as_secs_f64(),
        first.as_secs_f64() / alone.as_secs_f64()
    );
    Ok(())
}

fn build(folder: &Path, arguments: &[&str], target: &Path) -> Result<Duration> {
    let begun = Instant::now();
    let status = harness::source::cargo()
        .current_dir(folder)
        .args(arguments)
        .args(["--quiet", "--target-dir"])
        .arg(target)
        .status()?;
    if !status.success() {
        bail!(
            "cargo {} failed in {}",
            arguments.join(" "),
            folder.display()
        );
    }
    Ok(begun.elapsed())
}

const FIVE: &str = r#"
[package]
name = "five"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
rstest = { version = "0.28", default-features = false }
assert_cmd = "2"
predicates = { version = "3", default-features = false }
tempfile = "3"
proptest = { version = "=1.12.0", default-features = false, features = ["std"] }
"#;
