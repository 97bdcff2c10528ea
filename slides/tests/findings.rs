//! The reports that the lecture and the README show are what the kit prints.

use std::process::Command;

use slides::finding;
use slides::kit::Kit;

/// Who of two threads is first is the system's choice, and so a report may be another one now and
/// then; among so many, one is the same.
const RUNS: usize = 10;

#[test]
fn captured_reports_are_what_the_kit_prints() {
    let own = Kit::own();
    for name in own.names("slides/findings") {
        let captured = own.read(&format!("slides/findings/{name}"));
        let captured = captured.expect("it is text");
        let arguments = finding::command(&captured).expect("it names its command");
        let (_, wanted) = captured.split_once('\n').expect("a report follows");
        expect_printed(
            &format!("slides/findings/{name}"),
            wanted,
            &arguments,
            Part::Whole,
        );
    }
}

/// A block of the README that shows a report is a part of a captured one, or of what a command
/// prints that the block itself names, or else of the first report of the first lab.
#[test]
fn the_readme_shows_what_the_kit_prints() {
    let own = Kit::own();
    let captured: Vec<String> = own
        .names("slides/findings")
        .iter()
        .map(|name| masked(&own.read(&format!("slides/findings/{name}")).expect("text")))
        .collect();
    let readme = own.read("README.md").expect("it is text");
    let blocks = readme.split("```text\n").skip(1);
    let reports: Vec<&str> = blocks
        .map(|block| block.split("```").next().unwrap_or_default())
        .filter(|block| block.contains("\n  expected  "))
        .collect();
    assert_eq!(reports.len(), 5, "the README shows reports");
    for report in reports {
        if captured.iter().any(|it| it.contains(&masked(report))) {
            continue;
        }
        let replay = report.lines().find_map(|line| {
            let (_, of) = line.split_once("cargo lab replay ")?;
            let (check, wrong) = of.split_once(" --wrong ")?;
            let (lab, check) = check.split_once('/')?;
            Some([lab, check, wrong])
        });
        match replay {
            Some([lab, check, wrong]) => {
                let arguments = ["check", lab, "--check", check, "--wrong", wrong];
                // How many checks another one needs is told in its last line, and not shown here.
                let report = report.split("\n\n").filter(|it| !it.contains(" points · "));
                let report = report.collect::<Vec<_>>().join("\n\n");
                expect_printed("README.md", &report, &arguments, Part::Some);
            }
            None => expect_printed("README.md", report, &["check", "echo"], Part::Some),
        }
    }
}

/// How much of what is printed is shown.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Some,
}

/// Some run of `cargo lab` prints this.
fn expect_printed(place: &str, wanted: &str, arguments: &[&str], part: Part) {
    let wanted = masked(wanted);
    let mut printed = String::new();
    let is_same = (0..RUNS).any(|_| {
        printed = masked(&lab(arguments));
        match part {
            Part::Whole => printed == wanted,
            Part::Some => printed.contains(&wanted),
        }
    });
    let other = wanted.lines().find(|line| !printed.contains(line));
    assert!(
        is_same,
        "{place} is not what `cargo lab {}` prints; it has:\n{}\n\nIt prints\n{printed}\n\n\
         Where that is right, put it there, and then: cargo run -p slides",
        arguments.join(" "),
        other.unwrap_or("(each line is there, in another order or among more)")
    );
}

/// What `cargo lab` prints.
fn lab(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(Kit::own().path(""))
        .args([
            "run",
            "--quiet",
            "--package",
            "harness",
            "--bin",
            "lab",
            "--",
        ])
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A report without what differs from run to run: times, ports, and how often others were served.
fn masked(report: &str) -> String {
    let lines = report.trim().lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        // A drawing has times in its margin, where they tell something.
        let words = match words[..] {
            [time, "ms", ..] if time.parse::<f64>().is_ok() => &words[2..],
            _ => &words,
        };
        let masked = words.iter().enumerate().map(|(place, word)| {
            let next = words.get(place + 1).copied().unwrap_or_default();
            let unit = next.trim_end_matches(['.', ',', ':', ';']);
            if word.parse::<f64>().is_ok() && ["ms", "s", "times"].contains(&unit) {
                "N".into()
            } else if let Some((before, _)) = word.split_once("127.0.0.1:") {
                format!("{before}127.0.0.1:N")
            } else {
                (*word).to_owned()
            }
        });
        masked.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn times_and_ports_are_masked_and_nothing_else() {
    let report = "  199 ms  │── \"inc 1\\n\" at 127.0.0.1:4711, 354 times in 0.1 s\n";
    let again = "          │── \"inc 1\\n\" at 127.0.0.1:99, 7 times in 12 s";
    assert_eq!(masked(report), masked(again));
    assert_eq!(
        masked(report),
        "│── \"inc 1\\n\" at 127.0.0.1:N N times in N s"
    );
    assert_ne!(masked("expected 281"), masked("expected 282"));
}
