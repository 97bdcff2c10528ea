//! A hang is diagnosed: the finding names the right thread, the right call and the right client.

use rstest::rstest;
use serde_json::Value;

mod kit;

#[track_caller]
fn stands(wrong: &str, check: &str) -> Vec<String> {
    let report = kit::report(&["echo", "--wrong", wrong, "--check", check]);
    let sentences = kit::finding(&report, check)["stands"]
        .as_array()
        .expect("it failed")
        .clone();
    sentences
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[rstest]
#[case::hang(
    "hangs-before-banner",
    "banner",
    &["thread 1 waits in read() on its standard input"]
)]
#[case::deadlock(
    "deadlock",
    "one-line",
    &[
        "thread 1 waits for a lock, since client 1 sent \"hello metobemu\\n\"",
        "no other thread can run: a deadlock",
    ]
)]
#[case::never_closes(
    "never-closes",
    "half-close",
    &[
        "thread 1 waits in accept() for a new connection",
        "the server has read all that client 1 sent",
    ]
)]
#[case::reads_to_the_end(
    "reads-to-end",
    "one-line",
    &[
        "thread 1 waits in recv() for client 1 to say something",
        "the server has read all that client 1 sent",
    ]
)]
#[case::busy_loop("busy-loop", "one-line", &["thread 1 is running", "a busy loop"])]
fn a_hang_names_thread_call_and_client(
    #[case] wrong: &str,
    #[case] check: &str,
    #[case] wanted: &[&str],
) {
    let sentences = stands(wrong, check);
    for part in wanted {
        assert!(
            sentences.iter().any(|sentence| sentence.contains(part)),
            "{part}: {sentences:?}"
        );
    }
}

#[test]
fn a_panic_is_told_with_its_place() {
    let report = kit::report(&[
        "echo",
        "--wrong",
        "panics-after-banner",
        "--check",
        "one-line",
    ]);
    let finding = kit::finding(&report, "one-line");
    let headline = finding["headline"].as_str().expect("it failed");
    assert!(
        headline.starts_with("the server panicked at "),
        "{headline}"
    );
    assert!(headline.contains("panics-after-banner.rs:"), "{headline}");
}

#[test]
fn a_stub_is_work_and_no_fault() {
    let report = kit::report(&["echo", "--check", "one-line"]);
    let finding = kit::finding(&report, "one-line");
    let headline = finding["headline"].as_str().expect("it failed");
    assert!(headline.starts_with("still to be written: "), "{headline}");
    assert!(headline.contains("server.rs:"), "{headline}");
}

#[test]
fn the_same_seed_gives_the_same_smallest_talk() {
    let talk = || {
        let report = kit::report(&[
            "echo",
            "--wrong",
            "stops-at-nul",
            "--check",
            "any-bytes",
            "--seed",
            "5",
        ]);
        kit::finding(&report, "any-bytes")["talk"].clone()
    };
    let first = talk();
    assert!(
        first.as_str().is_some_and(|talk| talk.contains("\\0")),
        "{first}"
    );
    assert_eq!(first, talk());
}

/// One part of a finding, as text.
#[track_caller]
fn told(arguments: &[&str], check: &str, part: &str) -> String {
    let report = kit::report(arguments);
    let told = &kit::finding(&report, check)[part];
    told.as_str()
        .map_or_else(|| told.to_string(), str::to_owned)
}

#[rstest]
#[case::another_port(
    "ignores-address",
    "one-line",
    "got",
    "a server that listens on 127.0.0.1:"
)]
#[case::no_newline(
    "banner-without-newline",
    "banner",
    "got",
    "nothing on standard output; what a program keeps in a buffer"
)]
#[case::log("logs-on-stdout", "nothing-printed", "got", "`client 127.0.0.1:")]
#[case::accept(
    "accept-or-end",
    "accept-error",
    "headline",
    "an error of `accept` ended"
)]
#[case::memory("keeps-buffers", "no-growth", "headline", "keeps memory of clients")]
#[case::taken_port(
    "panics-on-taken-port",
    "taken-port",
    "next",
    "cargo lab check echo --wrong panics-on-taken-port --check taken-port"
)]
fn a_finding_names_what_is_wrong(
    #[case] wrong: &str,
    #[case] check: &str,
    #[case] part: &str,
    #[case] wanted: &str,
) {
    let arguments = ["echo", "--wrong", wrong, "--check", check];
    let told = told(&arguments, check, part);
    assert!(told.contains(wanted), "{told}");
}

/// A panic that the first sentence tells of is not told again.
#[test]
fn a_panic_is_told_once() {
    let arguments = [
        "echo",
        "--wrong",
        "panics-on-taken-port",
        "--check",
        "taken-port",
    ];
    assert!(told(&arguments, "taken-port", "headline").contains("panicked at"));
    assert!(!told(&arguments, "taken-port", "said").contains("panicked at"));
}

/// What a server says when its client has left, it says since the harness hung up.
#[test]
fn what_is_said_after_the_failure_is_not_quoted() {
    if !kit::is_here("python3") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("server.py");
    std::fs::write(&source, SAYS_WHEN_LEFT).expect("it is written");
    let server = format!("python3 {} {{host}} {{port}}", source.display());
    let said = told(
        &["echo", "--server", &server, "--check", "one-line"],
        "one-line",
        "said",
    );
    assert!(said.contains("came"), "{said}");
    assert!(!said.contains("left"), "{said}");
}

const SAYS_WHEN_LEFT: &str = r#"
import socket, sys
with socket.create_server((sys.argv[1], int(sys.argv[2]))) as server:
    while True:
        client, _ = server.accept()
        print("came", file=sys.stderr, flush=True)
        try:
            while data := client.recv(1024):
                client.sendall(data.upper())
        except OSError:
            pass
        print("left", file=sys.stderr, flush=True)
"#;
