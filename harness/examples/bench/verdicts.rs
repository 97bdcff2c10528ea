//! How long the verdicts of all checks take, beside the bare cost of starting as many processes.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use harness::audit;
use harness::check::{Check, Proof};
use harness::lab::Lab;
use harness::session::{Session, Subject};
use harness::source::{Built, Kit, Source};
use harness::verdict::Verdict;

use crate::timing::{median, ms, ratio};

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

pub fn bench(kit: &Kit) -> Result<()> {
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
        bench_wrong(kit, &lab, spawn)?;
    }
    println!(
        "memory of the harness, at its largest: {} (limit 64 MiB)",
        largest_memory()?
    );
    Ok(())
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
    let times = ratio(time, spawn);
    println!("  {name:<40} {:>9}  {limit:>7}  {times:.0}", ms(time));
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

fn largest_memory() -> Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: f64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .context("VmHWM")?;
    Ok(format!("{:.1} MiB", kilobytes / 1024.0))
}
