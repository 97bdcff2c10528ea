//! The reports that the lecture shows are what the kit prints.

use std::process::Command;

use slides::finding;
use slides::kit::Kit;

mod kit;

#[test]
fn captured_reports_are_what_the_kit_prints() {
    let own = Kit::own();
    for name in own.names("slides/findings") {
        let captured = own
            .read(&format!("slides/findings/{name}"))
            .expect("it is text");
        let arguments = finding::command(&captured).expect("it names its command");
        let output = Command::new(env!("CARGO"))
            .current_dir(own.path(""))
            .args([
                "run",
                "--quiet",
                "--package",
                "harness",
                "--bin",
                "lab",
                "--",
            ])
            .args(&arguments)
            .env("NO_COLOR", "1")
            .env_remove("COLUMNS")
            .output()
            .expect("cargo runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        let (_, wanted) = captured.split_once('\n').expect("a report follows");
        assert!(
            masked(&printed) == masked(wanted),
            "{name}: {arguments:?} prints\n{printed}\nand not\n{wanted}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// A report without what differs from run to run: times, ports, and how many others were served.
fn masked(report: &str) -> String {
    let lines = report.trim().lines().map(|line| {
        let words = line.trim_end().split(' ').collect::<Vec<_>>();
        let masked: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(place, word)| {
                let next = words.get(place + 1).copied().unwrap_or_default();
                let unit = next.trim_end_matches(['.', ',', ':', ';']);
                let is_number = word.parse::<f64>().is_ok();
                if is_number && ["ms", "s", "times"].contains(&unit) {
                    "N".into()
                } else if let Some((host, _)) = word.split_once("127.0.0.1:") {
                    format!("{host}127.0.0.1:N")
                } else {
                    (*word).to_owned()
                }
            })
            .filter(|word| !word.is_empty())
            .collect();
        masked.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn times_and_ports_are_masked_and_nothing_else() {
    assert_eq!(
        masked("  199 ms  │── \"inc 1\\n\" at 127.0.0.1:4711, in 0.1 s\n"),
        masked("  9 ms │── \"inc 1\\n\" at 127.0.0.1:99, in 12 s")
    );
    assert_ne!(masked("expected 281"), masked("expected 282"));
}
